/** What a chart's marks mean. */

import styles from './legend.module.css';

export type Mark = { name: string; colour: string; shape: 'bar' | 'line' | 'band' };

export function ChartLegend({ marks }: { marks: readonly Mark[] }) {
  return (
    <ul className={styles.legend}>
      {marks.map(({ name, colour, shape }) => (
        <li key={name}>
          <span className={styles[shape]} style={{ background: colour }} aria-hidden />
          {name}
        </li>
      ))}
    </ul>
  );
}
