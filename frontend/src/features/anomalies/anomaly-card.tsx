/** An anomaly on a narrow window. */

import { useTranslation } from 'react-i18next';

import { SkuName } from '@/components/sku-name';
import { AnomalyStatusTag, SeverityTag } from '@/components/status-tags';
import type { AnomalyRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { AnomalyActions } from './anomaly-actions';
import styles from './anomalies.module.css';

export function AnomalyCard({ anomaly }: { anomaly: AnomalyRowFragment }) {
  const { t } = useTranslation('anomalies');
  const format = useFormat();
  return (
    <div className={styles.card}>
      <span className={styles.status}>
        <SeverityTag value={anomaly.severity} />
        <strong>{t(`common:anomalyType.${anomaly.type}`)}</strong>
      </span>
      <AnomalyStatusTag value={anomaly.status} />
      <SkuName sku={anomaly.sku} />
      <span className={styles.deviation}>
        <strong>{format.shortMoney(anomaly.moneyAtStake, anomaly.currency)}</strong>
        <small>{format.shortDate(anomaly.detectedOn)}</small>
      </span>
      <AnomalyActions anomaly={anomaly} />
    </div>
  );
}
