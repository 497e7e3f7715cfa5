/** Actual and expected value. */

import { useTranslation } from 'react-i18next';

import { useFormat } from '@/lib/format';

import styles from './anomalies.module.css';

export function Deviation({ anomaly: { observed, expected } }: { anomaly: { observed: number | null; expected: number | null } }) {
  const { t } = useTranslation('anomalies');
  const format = useFormat();
  if (observed === null) return <>{format.decimal(null)}</>;
  return (
    <span className={styles.deviation}>
      <strong>{format.decimal(observed)}</strong>
      {expected !== null && <small>{t('instead', { expected: format.decimal(expected) })}</small>}
    </span>
  );
}
