/** A horizontal waterfall chart: signed terms that add up to a total. */

import { useFormat } from '@/lib/format';

import styles from './term-bars.module.css';

type Term = { key: string; label: string; value: number; isStart?: boolean };
type Props = { terms: readonly Term[]; totalLabel: string; total: number; isDense?: boolean };

type Bar = Term & { from: number; to: number; isTotal: boolean };

/** Start and end of each term's bar. */
export function barsOf(terms: readonly Term[], total: Term): Bar[] {
  let sum = 0;
  const bars = terms.map((term) => {
    const from = sum;
    sum += term.value;
    return { ...term, from: Math.min(from, sum), to: Math.max(from, sum), isTotal: false };
  });
  return [...bars, { ...total, from: Math.min(0, total.value), to: Math.max(0, total.value), isTotal: true }];
}

export function TermBars({ terms, totalLabel, total, isDense = false }: Props) {
  const format = useFormat();
  const bars = barsOf(terms, { key: 'total', label: totalLabel, value: total });
  const least = Math.min(0, ...bars.map((bar) => bar.from));
  const span = Math.max(0, ...bars.map((bar) => bar.to)) - least || 1;
  const place = (value: number) => `${((value - least) / span) * 100}%`;
  return (
    <table className={`${styles.terms} ${isDense ? styles.dense : ''}`}>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key} className={bar.isTotal ? styles.total : undefined}>
            <th scope="row">{bar.label}</th>
            <td className={styles.track} aria-hidden>
              <span className={styles.zero} style={{ left: place(0) }} />
              <span className={`${styles.bar} ${styles[toneOf(bar)]}`} style={{ left: place(bar.from), width: `${((bar.to - bar.from) / span) * 100}%` }} />
            </td>
            <td className={styles.value}>{bar.isTotal || bar.isStart ? format.units(bar.value) : format.signedUnits(bar.value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function toneOf({ isTotal, isStart, value }: Bar): 'sum' | 'plus' | 'minus' {
  if (isTotal || isStart) return 'sum';
  return value >= 0 ? 'plus' : 'minus';
}
