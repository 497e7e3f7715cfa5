/** Refused rows as a CSV file: page after page, up to a limit that a spreadsheet and the API bear. */

import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { useMessage } from '@/components/use-message';
import { type RejectedRowFilterInput, type RejectedRowPartsFragment, RejectedRowsDocument, type RejectedRowsQuery } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { type Cell, downloadCsv } from '@/lib/csv';

const PAGE = 100;
const MAX_ROWS = 5000;

type Row = RejectedRowPartsFragment;

async function rowsOf(filter: RejectedRowFilterInput, onRows: (count: number) => void): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const { rejectedRows }: RejectedRowsQuery = await execute(RejectedRowsDocument, { first: PAGE, after, filter });
    rows.push(...rejectedRows.nodes);
    onRows(rows.length);
    after = rejectedRows.pageInfo.hasNextPage ? rejectedRows.pageInfo.endCursor : null;
  } while (after && rows.length < MAX_ROWS);
  return rows;
}

/** One line a row; the delivered values follow as one text, for files of different tables have different columns. */
export function rejectedTable(t: TFunction<'ingestion'>, rows: readonly Row[]): Cell[][] {
  const columns: [string, (row: Row) => Cell][] = [
    [t('column.file'), (row) => row.fileName],
    [t('column.line'), (row) => row.lineNo],
    [t('column.table'), (row) => row.tableName],
    [t('column.reason'), (row) => t(`common:rejectionReason.${row.reason}`)],
    [t('column.column'), (row) => row.column],
    [t('column.said'), (row) => row.message],
    [t('column.resolved'), (row) => row.resolvedAt],
    [t('column.values'), (row) => JSON.stringify(Object.fromEntries(row.cells.map(({ column, value }) => [column, value])))],
  ];
  return [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
}

export function useRejectedExport(filter: RejectedRowFilterInput) {
  const { t } = useTranslation('ingestion');
  const message = useMessage();
  const [count, setCount] = useState(0);
  const { run: save, isPending } = useAction(
    async () => {
      setCount(0);
      const rows = await rowsOf(filter, setCount);
      downloadCsv('rejected-rows.csv', rejectedTable(t, rows));
      if (rows.length >= MAX_ROWS) void message.warning(t('export.cut', { rows: MAX_ROWS }));
    },
    { reload: [] },
  );
  return { save, count: isPending ? count : null };
}
