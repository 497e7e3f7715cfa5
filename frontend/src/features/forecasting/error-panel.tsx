/** Errors by group, each beside the seasonal naive forecast of the same totals. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { ComparisonRows } from '@/components/charts/comparison-rows';
import { EmptyState } from '@/components/states';
import { useFormat } from '@/lib/format';

import type { Accuracy } from './groups';

/** The scale ends here: groups of few totals can have errors many times their demand. */
const MOST = 1;

type Props = {
  title: string;
  note: string;
  /** What a row is. */
  rowsAre: string;
  rows: readonly Accuracy[];
  nameOf: (row: Accuracy) => string;
  /** The row's key; absent: its name. */
  keyOf?: (row: Accuracy) => string;
  /** The name in table and file; absent: the same. */
  longNameOf?: (row: Accuracy) => string;
  isStrong?: (row: Accuracy) => boolean;
  fileName: string;
};

export function ErrorPanel({ title, note, rowsAre, rows, nameOf, keyOf = nameOf, longNameOf = nameOf, isStrong, fileName }: Props) {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const made = (row: Accuracy) => `${format.date(row.firstOrigin)} – ${format.date(row.lastOrigin)}`;
  const compared = rows.map((row) => ({
    key: keyOf(row),
    label: nameOf(row),
    note: t('errors.totals', { totals: format.units(row.totals) }),
    value: row.wape ?? 0,
    reference: row.naiveWape,
    tone: toneOf(row),
    cells: [format.percent(row.wape), format.percent(row.naiveWape), format.signedPercent(row.valueAdded)],
    isStrong: isStrong?.(row),
  }));
  return (
    <ChartPanel
      title={title}
      note={note}
      fileName={fileName}
      rows={rows}
      columns={[
        { title: rowsAre, cell: longNameOf, isText: true },
        { title: t('column.totals'), cell: (row) => row.totals, show: (row) => format.units(row.totals) },
        { title: t('column.made'), cell: made, show: made, isText: true },
        { title: t('column.error'), cell: (row) => row.wape, show: (row) => format.finePercent(row.wape) },
        { title: t('column.naive'), cell: (row) => row.naiveWape, show: (row) => format.finePercent(row.naiveWape) },
        { title: t('column.added'), cell: (row) => row.valueAdded, show: (row) => format.signedPercent(row.valueAdded) },
        { title: t('column.bias'), cell: (row) => row.bias, show: (row) => format.signedPercent(row.bias) },
        { title: t('column.coverage'), cell: (row) => row.coverage, show: (row) => format.percent(row.coverage) },
      ]}
    >
      {rows.length > 0 ? (
        <ComparisonRows
          label={title}
          rowsAre={rowsAre}
          headings={[t('column.error'), t('column.naive'), t('column.added')]}
          rows={compared}
          domain={[0, Math.min(MOST, Math.max(...compared.flatMap(({ value, reference }) => [value, reference ?? 0])))]}
        />
      ) : (
        <EmptyState title={t('errors.none')} />
      )}
    </ChartPanel>
  );
}

function toneOf({ valueAdded }: Accuracy): 'good' | 'bad' | 'plain' {
  if (!valueAdded) return 'plain';
  return valueAdded > 0 ? 'good' : 'bad';
}
