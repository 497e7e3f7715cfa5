/** A figure with its name and a note. */

import type { ReactNode } from 'react';

import styles from './figure.module.css';

type Props = { label: ReactNode; value: ReactNode; note?: ReactNode; tone?: 'plain' | 'bad' | 'warn' | 'good'; size?: 'large' | 'small' };

export function Figure({ label, value, note, tone = 'plain', size = 'small' }: Props) {
  return (
    <div className={`${styles.figure} ${styles[size]}`}>
      <span className={styles.label}>{label}</span>
      <span className={`${styles.value} ${styles[tone]}`}>{value}</span>
      {note != null && <span className={styles.note}>{note}</span>}
    </div>
  );
}

/** Figures side by side, as many in a row as there is room for. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={styles.figures}>{children}</div>;
}
