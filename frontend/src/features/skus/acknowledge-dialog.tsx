/** The open alerts of the chosen SKUs, acknowledged one after the other. */

import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Answered } from '@/components/states';
import { useAction } from '@/components/use-action';
import type { OpenAlertFragment } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { useFormat } from '@/lib/format';

import { type Outcome, acknowledge, openAlerts, without } from './bulk';
import { BulkItems } from './bulk-items';
import styles from './bulk.module.css';

export function AcknowledgeDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('skus');
  const format = useFormat();
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  // The dialog keeps showing the alerts with which it opened.
  const alerts = useQuery({ queryKey: ['OpenAlerts', codes], queryFn: () => openAlerts(codes), staleTime: 'static', gcTime: 0 });
  const { run, isRunning } = useAcknowledge((id, outcome) => setOutcomes((before) => new Map(before).set(id, outcome)));
  const isOver = outcomes.size > 0 && !isRunning;
  const count = alerts.data?.length ?? 0;
  return (
    <Modal
      open
      width={720}
      title={t('bulk.acknowledge.title')}
      okText={isOver ? t('common:action.close') : t('bulk.acknowledge.confirm', { number: format.units(count) })}
      cancelText={t('common:action.cancel')}
      cancelButtonProps={isOver ? { style: { display: 'none' } } : { disabled: isRunning }}
      closable={!isRunning}
      confirmLoading={isRunning}
      okButtonProps={{ disabled: count === 0 }}
      onOk={isOver ? onClose : () => void run(alerts.data ?? [])}
      onCancel={onClose}
    >
      <p className={styles.lead}>{t('bulk.acknowledge.lead')}</p>
      <Answered query={alerts} rows={4}>
        {(data) => (
          <BulkItems
            items={data.map(({ id, sku, type, detectedOn }) => ({
              id,
              ...sku,
              what: `${t(`common:anomalyType.${type}`)} · ${format.date(detectedOn)}`,
            }))}
            outcomes={outcomes}
            none={without(codes, data)}
            noneText={t('bulk.acknowledge.none')}
          />
        )}
      </Answered>
    </Modal>
  );
}

/** Acknowledges one alert after the other, and reports the outcome of each before the next one begins. */
function useAcknowledge(report: (id: string, outcome: Outcome) => void) {
  const { i18n } = useTranslation();
  const { run, isPending } = useAction(async (alerts: readonly OpenAlertFragment[], mutate) => {
    for (const alert of alerts) {
      report(alert.id, { kind: 'waiting' });
      try {
        await acknowledge(alert, mutate);
        report(alert.id, { kind: 'done' });
      } catch (error) {
        report(alert.id, { kind: 'refused', reason: errorText(i18n, error) });
      }
    }
  });
  return { run, isRunning: isPending };
}
