/** A share of 1 as a number and a short bar. */

import { useFormat } from '@/lib/format';

import styles from './share-bar.module.css';

/** From these shares on the bar has a warning colour. */
const HIGH = 0.5;
const MEDIUM = 0.2;

function toneOf(share: number, isGood: boolean): string | undefined {
  if (isGood) return styles.good;
  if (share >= HIGH) return styles.high;
  return share >= MEDIUM ? styles.medium : styles.low;
}

type Props = { share: number | null; /** Whether more is better. */ isGood?: boolean };

export function ShareBar({ share, isGood = false }: Props) {
  const format = useFormat();
  if (share === null) return <>{format.percent(null)}</>;
  return (
    <span className={styles.share}>
      <span className={styles.track} aria-hidden>
        <span className={toneOf(share, isGood)} style={{ width: `${Math.max(share * 100, 2)}%` }} />
      </span>
      <span className={styles.number}>{format.percent(share)}</span>
    </span>
  );
}
