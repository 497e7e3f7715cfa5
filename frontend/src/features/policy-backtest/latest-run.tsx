/** The newest policy backtest, if it is queued, running or failed. */

import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { RawText } from '@/components/raw-text';
import { RunProgress } from '@/components/run-progress';
import type { RunStateFragment } from '@/generated/graphql';

export function LatestRun({ run }: { run: RunStateFragment | undefined }) {
  const { t } = useTranslation('policy-backtest');
  if (!run || run.status === 'SUCCEEDED') return null;
  if (run.status !== 'FAILED') {
    return (
      <Panel>
        <RunProgress run={run} />
      </Panel>
    );
  }
  const description = (
    <>
      <p>{t(`common:runError.${run.errorCode ?? 'unknown'}`)}</p>
      <RawText text={run.error ?? ''} />
    </>
  );
  return <Alert type="error" showIcon title={t('failed')} description={description} />;
}
