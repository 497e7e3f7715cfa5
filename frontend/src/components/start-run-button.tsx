/** Starts a run on demand; one at a time, and for those who may. */

import { PlayCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { type RunKind, TriggerRunDocument } from '@/generated/graphql';
import { newIdempotencyKey, useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { reaches, useViewer } from '@/lib/viewer';

import { Confirm } from './confirm';
import { useMessage } from './use-message';

type Props = { kind: RunKind; isUnderWay: boolean };

export function StartRunButton({ kind, isUnderWay }: Props) {
  const { t, i18n } = useTranslation('components');
  const message = useMessage();
  const client = useQueryClient();
  const change = useGraphQLMutation(TriggerRunDocument);
  if (!reaches(useViewer(), 'MANAGER')) return null;
  const start = async () => {
    try {
      const { triggerPipelineRun } = await change.mutateAsync({ input: { kind, idempotencyKey: newIdempotencyKey() } });
      succeeded(triggerPipelineRun, 'TriggerPipelineRunSuccess');
      void message.success(t('startRun.done'));
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
    await Promise.all(['Runs', 'PolicyBacktest'].map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
  return (
    <Confirm title={t(`startRun.title.${kind}`)} description={t(`startRun.text.${kind}`)} okText={t('startRun.confirm')} disabled={isUnderWay} onConfirm={start}>
      <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} disabled={isUnderWay} loading={change.isPending}>
        {t(isUnderWay ? 'startRun.underWay' : 'startRun.button')}
      </Button>
    </Confirm>
  );
}
