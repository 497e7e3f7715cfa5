/** The results of a file's rows: a bar of three parts, and their three counts. */

import { useTranslation } from 'react-i18next';

import type { BatchRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './ingestion.module.css';

const PARTS = ['rowsLoaded', 'rowsUnchanged', 'rowsRejected'] as const;
/** A minimum share, so that a few refused rows among many are visible. */
const MIN_SHARE = 1.5;

export function RowsBar({ batch }: { batch: BatchRowFragment }) {
  const { t } = useTranslation('ingestion');
  const format = useFormat();
  return (
    <span className={styles.rows}>
      <span className={styles.bar} aria-hidden>
        {PARTS.filter((part) => batch[part] > 0).map((part) => (
          <span key={part} className={styles[part]} style={{ flexGrow: batch[part], flexBasis: `${MIN_SHARE}%` }} />
        ))}
      </span>
      <span className={styles.counts}>
        {PARTS.map((part) => (
          <span key={part} className={styles.count}>
            <span className={`${styles.key} ${styles[part]}`} aria-hidden />
            {t(`rows.${part}`, { rows: format.units(batch[part]) })}
          </span>
        ))}
      </span>
    </span>
  );
}
