/** The progress of a run: its step among all steps, or that it is queued. */

import { useTranslation } from 'react-i18next';

import type { RunStateFragment } from '@/generated/graphql';

import styles from './run-progress.module.css';

const STEPS: Partial<Record<RunStateFragment['kind'], readonly string[]>> = {
  NIGHTLY: ['extract', 'marts', 'model', 'forecast', 'anomalies', 'score', 'recommend', 'publish'],
  TRAINING: ['extract', 'marts', 'train'],
  POLICY_BACKTEST: ['extract', 'train', 'forecast', 'walk', 'publish'],
};

export function RunProgress({ run }: { run: RunStateFragment }) {
  const { t, i18n } = useTranslation('components');
  if (run.status !== 'QUEUED' && run.status !== 'RUNNING') return null;
  const steps = STEPS[run.kind] ?? [];
  const done = run.steps.filter(({ status }) => status === 'SUCCEEDED').length;
  const key: string = `components:runStep.${run.step}`;
  const text = run.status === 'QUEUED' ? t('runProgress.queued') : t('runProgress.step', { done, total: steps.length || '–', step: run.step && i18n.exists(key) ? t(key as 'runStep.extract') : '…' });
  return (
    <div className={styles.progress} role="status">
      <span className={styles.progressTrack} aria-hidden data-waiting={run.status === 'QUEUED'}>
        <span style={{ width: `${(100 * (done + (run.status === 'RUNNING' ? 0.5 : 0))) / Math.max(steps.length, 1)}%` }} />
      </span>
      <span>{text}</span>
    </div>
  );
}
