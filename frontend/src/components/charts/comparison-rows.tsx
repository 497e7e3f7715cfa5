/** Figures beside their reference, a row each: a filled mark for ours, a hollow one for the reference. */

import type { ReactNode } from 'react';

import styles from './comparison-rows.module.css';

type Comparison = {
  key: string;
  label: ReactNode;
  /** A note, such as the number of cases. */
  note?: ReactNode;
  value: number;
  /** Null: there is no reference. */
  reference: number | null;
  tone: 'good' | 'bad' | 'plain';
  /** What is written at the row's end, under the headings. */
  cells: readonly ReactNode[];
  isStrong?: boolean;
};

type Props = {
  /** Read out as the table's name. */
  label: string;
  /** The first heading: what the rows are. */
  rowsAre: string;
  headings: readonly string[];
  rows: readonly Comparison[];
  /** The scale's ends; marks beyond them are drawn there. */
  domain: readonly [number, number];
};

export function ComparisonRows({ label, rowsAre, headings, rows, domain }: Props) {
  const [least, most] = domain;
  const place = (value: number) => Math.min(Math.max((value - least) / (most - least || 1), 0), 1) * 100;
  return (
    <table className={styles.rows} aria-label={label}>
      <thead>
        <tr>
          <th scope="col" colSpan={2}>
            {rowsAre}
          </th>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className={row.isStrong ? styles.strong : undefined}>
            <th scope="row">
              {row.label}
              {row.note != null && <small>{row.note}</small>}
            </th>
            <td className={styles.track} aria-hidden>
              <Marks row={row} place={place} />
            </td>
            {row.cells.map((cell, index) => (
              <td key={headings[index]} className={index === row.cells.length - 1 ? styles[row.tone] : undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Marks({ row, place }: { row: Comparison; place: (value: number) => number }) {
  const at = place(row.value);
  const other = row.reference === null ? at : place(row.reference);
  return (
    <span className={styles.line}>
      <span className={`${styles.gap} ${styles[`${row.tone}Mark`]}`} style={{ left: `${Math.min(at, other)}%`, width: `${Math.abs(at - other)}%` }} />
      {row.reference !== null && <span className={styles.reference} style={{ left: `${other}%` }} />}
      <span className={`${styles.value} ${styles[`${row.tone}Mark`]}`} style={{ left: `${at}%` }} />
    </span>
  );
}
