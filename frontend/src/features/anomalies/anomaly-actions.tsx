/** Taking up, putting off, settling and rating an anomaly; each shows at once and is taken back if it fails. */

import { CheckOutlined, DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined, MoreOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Tooltip } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import type { AnomaliesQuery, AnomalyRowFragment } from '@/generated/graphql';
import { newIdempotencyKey } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { useToday } from '@/lib/today';

import styles from './anomalies.module.css';
import { type Step, expectedAfter, take, withAnomaly } from './steps';

const SNOOZE_DAYS = [1, 7, 30] as const;
const LIST = ['Anomalies'];

export function AnomalyActions({ anomaly }: { anomaly: AnomalyRowFragment }) {
  const { t } = useTranslation('anomalies');
  const { take: begin, isPending } = useStep(anomaly);
  const name = `${t(`common:anomalyType.${anomaly.type}`)}, ${anomaly.sku.name}`;
  const today = useToday();
  const isResolved = anomaly.status === 'RESOLVED';
  const isUseful = anomaly.feedback === 'USEFUL';
  const isUseless = anomaly.feedback === 'NOT_USEFUL';
  return (
    <span className={styles.actions}>
      {(anomaly.status === 'OPEN' || anomaly.status === 'SNOOZED') && (
        <Button size="small" icon={<CheckOutlined aria-hidden />} disabled={isPending} onClick={() => begin({ kind: 'acknowledge' })}>
          {t('action.acknowledge')}
        </Button>
      )}
      <Tooltip title={t('action.useful')}>
        <Button
          size="small"
          type="text"
          icon={isUseful ? <LikeFilled /> : <LikeOutlined />}
          aria-label={t('rate.useful', { name })}
          aria-pressed={isUseful}
          disabled={isPending}
          onClick={() => begin({ kind: 'rate', feedback: 'USEFUL' })}
        />
      </Tooltip>
      <Tooltip title={t('action.useless')}>
        <Button
          size="small"
          type="text"
          icon={isUseless ? <DislikeFilled /> : <DislikeOutlined />}
          aria-label={t('rate.useless', { name })}
          aria-pressed={isUseless}
          disabled={isPending}
          onClick={() => begin({ kind: 'rate', feedback: 'NOT_USEFUL' })}
        />
      </Tooltip>
      {!isResolved && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              ...SNOOZE_DAYS.map((days) => ({ key: String(days), label: t('action.snooze', { count: days }) })),
              { type: 'divider' as const },
              { key: 'resolve', label: t('action.resolve') },
            ],
            onClick: ({ key }) =>
              begin(key === 'resolve' ? { kind: 'resolve' } : { kind: 'snooze', until: dayjs(today).add(Number(key), 'day').format('YYYY-MM-DD') }),
          }}
        >
          <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t('action.more', { name })} disabled={isPending} />
        </Dropdown>
      )}
    </span>
  );
}

function useStep(anomaly: AnomalyRowFragment) {
  const { i18n } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const show = (changed: AnomalyRowFragment) =>
    client.setQueriesData<AnomaliesQuery>({ queryKey: LIST }, (data) => data && withAnomaly(data, changed));
  const { mutate, isPending } = useMutation({
    mutationFn: (step: Step) => take(step, { id: anomaly.id, expectedVersion: anomaly.version, idempotencyKey: newIdempotencyKey() }),
    onMutate: (step) => show(expectedAfter(anomaly, step)),
    onSuccess: show,
    onError: async (error) => {
      show(anomaly);
      void message.error(errorText(i18n, error));
      await client.invalidateQueries({ queryKey: LIST });
    },
  });
  return { take: mutate, isPending };
}
