/** Accuracy of this SKU's forecasts beside the seasonal naive forecast. */

import { useTranslation } from 'react-i18next';

import type { AccuracySource } from '@/generated/enums';
import { useFormat } from '@/lib/format';

import styles from './workbench.module.css';

export type Measured = {
  days: string;
  source: AccuracySource;
  model: string | null;
  totals: number;
  wape: number | null;
  naiveWape: number | null;
  valueAdded: number | null;
};

export function AccuracyTable({ rows }: { rows: readonly Measured[] }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  if (rows.length === 0) return <p className={styles.quiet}>{t('accuracy.notYet')}</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('accuracy.span')}</th>
          <th scope="col">{t('accuracy.source')}</th>
          <th scope="col">{t('accuracy.error')}</th>
          <th scope="col">{t('accuracy.naive')}</th>
          <th scope="col">{t('accuracy.added')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.days}-${row.source}`}>
            <td>{t('accuracy.short', { days: row.days })}</td>
            <td>{t(`accuracy.sources.${row.source}`, { totals: format.units(row.totals) })}</td>
            <td>{format.percent(row.wape)}</td>
            <td>{format.percent(row.naiveWape)}</td>
            <td data-tone={(row.valueAdded ?? 0) < 0 ? 'bad' : 'good'}>{format.signedPercent(row.valueAdded)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
