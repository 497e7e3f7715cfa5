/** Acknowledge, snooze, resolve or rate an anomaly; each shows at once and is undone if it fails. */

import { CheckOutlined, DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined, MoreOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Tooltip } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import type { AnomaliesQuery, AnomalyRowFragment } from '@/generated/graphql';
import { useToday } from '@/lib/today';

import styles from './anomalies.module.css';
import { type Step, expectedAfter, sendStep, withAnomaly } from './steps';

const SNOOZE_DAYS = [1, 7, 30] as const;
const LIST = ['Anomalies'];

export function AnomalyActions({ anomaly }: { anomaly: AnomalyRowFragment }) {
  const { t } = useTranslation('anomalies');
  const { run, isPending } = useStep(anomaly);
  const name = `${t(`common:anomalyType.${anomaly.type}`)}, ${anomaly.sku.name}`;
  const today = useToday();
  const isResolved = anomaly.status === 'RESOLVED';
  const isUseful = anomaly.feedback === 'USEFUL';
  const isUseless = anomaly.feedback === 'NOT_USEFUL';
  return (
    <span className={styles.actions}>
      {(anomaly.status === 'OPEN' || anomaly.status === 'SNOOZED') && (
        <Button size="small" icon={<CheckOutlined aria-hidden />} disabled={isPending} onClick={() => void run({ kind: 'acknowledge' })}>
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
          onClick={() => void run({ kind: 'rate', feedback: 'USEFUL' })}
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
          onClick={() => void run({ kind: 'rate', feedback: 'NOT_USEFUL' })}
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
              void run(key === 'resolve' ? { kind: 'resolve' } : { kind: 'snooze', until: dayjs(today).add(Number(key), 'day').format('YYYY-MM-DD') }),
          }}
        >
          <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t('action.more', { name })} disabled={isPending} />
        </Dropdown>
      )}
    </span>
  );
}

function useStep(anomaly: AnomalyRowFragment) {
  const client = useQueryClient();
  const show = (changed: AnomalyRowFragment) =>
    client.setQueriesData<AnomaliesQuery>({ queryKey: LIST }, (data) => data && withAnomaly(data, changed));
  return useAction((step: Step, mutate) => sendStep(step, anomaly, mutate), {
    reload: [], // on success the anomaly stays in view, though it may no longer match the filter
    onStart: (step) => show(expectedAfter(anomaly, step)),
    onSuccess: show,
    onError: async () => {
      show(anomaly);
      await client.invalidateQueries({ queryKey: LIST });
      return undefined;
    },
  });
}
