/** Starts a run on demand, for users who may; one at a time. */

import { PlayCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { type RunKind, TriggerRunDocument } from '@/generated/graphql';
import { hasRole, useCaller } from '@/lib/caller';

import { Confirm } from './confirm';
import { useAction } from './use-action';

type Props = { kind: RunKind; isUnderWay: boolean };

export function StartRunButton({ kind, isUnderWay }: Props) {
  const { t } = useTranslation('components');
  const { run, isPending } = useAction((_: void, mutate) => mutate(TriggerRunDocument, { kind }, 'PipelineRun'), {
    done: t('startRun.done'),
    reload: ['Runs', 'PolicyBacktest', 'LatestRun'],
  });
  if (!hasRole(useCaller(), 'MANAGER')) return null;
  return (
    <Confirm title={t(`startRun.title.${kind}`)} description={t(`startRun.text.${kind}`)} okText={t('startRun.confirm')} disabled={isUnderWay} onConfirm={() => run()}>
      <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} disabled={isUnderWay} loading={isPending}>
        {t(isUnderWay ? 'startRun.underWay' : 'startRun.button')}
      </Button>
    </Confirm>
  );
}
