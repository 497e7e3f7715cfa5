/** The columns of the list of anomalies. */

import type { TFunction } from 'i18next';

import type { Column } from '@/components/keyset-table';
import { SkuName } from '@/components/sku-name';
import { AnomalyStatusTag, SeverityTag } from '@/components/status-tags';
import type { AnomalyRowFragment } from '@/generated/graphql';
import type { Format } from '@/lib/format';

import { AnomalyActions } from './anomaly-actions';
import styles from './anomalies.module.css';
import { Deviation } from './deviation';

export function anomalyColumns(t: TFunction<'anomalies'>, format: Format): Column<AnomalyRowFragment>[] {
  return [
    { key: 'severity', title: t('column.severity'), render: (anomaly) => <SeverityTag value={anomaly.severity} /> },
    { key: 'type', title: t('column.type'), render: (anomaly) => <strong className={styles.type}>{t(`common:anomalyType.${anomaly.type}`)}</strong> },
    { key: 'sku', title: t('column.sku'), render: (anomaly) => <SkuName sku={anomaly.sku} /> },
    { key: 'stake', title: t('column.stake'), isNumber: true, render: (anomaly) => <strong>{format.money(anomaly.moneyAtStake, anomaly.currency)}</strong> },
    { key: 'deviation', title: t('column.deviation'), isNumber: true, render: (anomaly) => <Deviation anomaly={anomaly} /> },
    { key: 'detectedOn', title: t('column.detectedOn'), isNumber: true, render: (anomaly) => format.date(anomaly.detectedOn) },
    {
      key: 'status',
      title: t('column.status'),
      render: (anomaly) => (
        <span className={styles.status}>
          <AnomalyStatusTag value={anomaly.status} />
          {anomaly.status === 'SNOOZED' && <small>{t('until', { day: format.shortDate(anomaly.snoozedUntil) })}</small>}
          {anomaly.owner && <small translate="no">{anomaly.owner}</small>}
        </span>
      ),
    },
    { key: 'actions', title: t('column.actions'), render: (anomaly) => <AnomalyActions anomaly={anomaly} /> },
  ];
}
