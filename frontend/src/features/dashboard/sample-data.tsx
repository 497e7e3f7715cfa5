/** Sample data: a generated shop to look around in, added and removed by an administrator. */

import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { Panel } from '@/components/panel';
import { useAction } from '@/components/use-action';
import { AddSampleDataDocument, RemoveSampleDataDocument } from '@/generated/graphql';
import { hasRole, useCaller } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import styles from './setup.module.css';
import { type SampleData, isOnItsWay } from './use-setup';

const STEPS = ['GENERATE', 'IMPORT', 'RUN'] as const;

export function SampleDataPanel({ sample, isEmpty }: { sample: SampleData | null; isEmpty: boolean }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const isAdmin = hasRole(useCaller(), 'ADMIN');
  if (!sample) return isEmpty && isAdmin ? <Offer /> : null;
  return (
    <Panel title={t('sample.title')} actions={isAdmin && <RemoveButton sample={sample} />}>
      <p className={styles.sample}>{t(`sample.state.${sample.state}`, { day: format.date(sample.lastDay) })}</p>
      {sample.state === 'FILLING' && <Filling sample={sample} />}
      {sample.error && <p className={styles.problem}>{sample.error}</p>}
      {sample.state === 'FAILED' && isAdmin && <AddButton label={t('sample.again')} />}
    </Panel>
  );
}

function Offer() {
  const { t } = useTranslation('dashboard');
  return (
    <Panel title={t('sample.offer')} actions={<AddButton label={t('sample.add')} />}>
      <p className={styles.sample}>{t('sample.offerText')}</p>
    </Panel>
  );
}

function AddButton({ label }: { label: string }) {
  const { run, isPending } = useAction((_: void, mutate) => mutate(AddSampleDataDocument, {}, 'SampleData'));
  return (
    <Button loading={isPending} onClick={() => void run()}>
      {label}
    </Button>
  );
}

function RemoveButton({ sample }: { sample: SampleData }) {
  const { t } = useTranslation('dashboard');
  const { run, isPending } = useAction((_: void, mutate) => mutate(RemoveSampleDataDocument, {}, 'SampleData'));
  if (isOnItsWay(sample)) return null;
  return (
    <Confirm title={t('sample.removeTitle')} description={t('sample.removeText')} okText={t('sample.remove')} onConfirm={() => run()}>
      <Button danger loading={isPending}>
        {t('sample.remove')}
      </Button>
    </Confirm>
  );
}

/** The share of the step under way, and how many of the steps are done. */
function Filling({ sample }: { sample: SampleData }) {
  const { t } = useTranslation('dashboard');
  const done = STEPS.indexOf(sample.step);
  const share = sample.total ? Math.min(sample.done / sample.total, 1) : 0;
  const label = t('sample.progress', { done: done + 1, total: STEPS.length, step: t(`sample.step.${sample.step}`) });
  return (
    <div role="status">
      <Progress percent={Math.round((100 * (done + share)) / STEPS.length)} aria-label={label} />
      <p className={styles.facts}>{label}</p>
    </div>
  );
}
