/** Starts a night on demand; one at a time, and for those who may. */

import { PlayCircleOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { useMessage } from '@/components/use-message';
import { TriggerRunDocument } from '@/generated/graphql';
import { newIdempotencyKey, useChange } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { reaches, useViewer } from '@/lib/viewer';

export function StartButton({ isUnderWay }: { isUnderWay: boolean }) {
  const { t, i18n } = useTranslation('pipeline');
  const message = useMessage();
  const client = useQueryClient();
  const change = useChange(TriggerRunDocument);
  if (!reaches(useViewer(), 'MANAGER')) return null;
  const start = async () => {
    try {
      const { triggerPipelineRun } = await change.mutateAsync({ input: { idempotencyKey: newIdempotencyKey() } });
      succeeded(triggerPipelineRun, 'TriggerPipelineRunSuccess');
      void message.success(t('start.done'));
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
    await client.invalidateQueries({ queryKey: ['Runs'] });
  };
  return (
    <Confirm title={t('start.title')} description={t('start.text')} okText={t('start.confirm')} disabled={isUnderWay} onConfirm={start}>
      <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} disabled={isUnderWay} loading={change.isPending}>
        {t(isUnderWay ? 'start.underWay' : 'start.button')}
      </Button>
    </Confirm>
  );
}
