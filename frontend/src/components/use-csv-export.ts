/** Downloads a list as CSV: page after page, up to a limit. */

import { useState } from 'react';

import { type FetchPage, allPages } from '@/lib/all-pages';
import { type Cell, downloadCsv } from '@/lib/csv';

import { useAction } from './use-action';
import { useMessage } from './use-message';

const MAX_ROWS = 5000;

type Export<T> = {
  fileName: string;
  fetchPage: FetchPage<T>;
  /** Title and cell of each column. */
  columns: readonly (readonly [string, (row: T) => Cell])[];
  /** The warning that only the first rows were saved. */
  cutText: (rows: number) => string;
};

/** `count`: the rows fetched so far while the export is running; else null. */
export function useCsvExport<T>({ fileName, fetchPage, columns, cutText }: Export<T>) {
  const message = useMessage();
  const [count, setCount] = useState(0);
  const { run: save, isPending } = useAction(
    async () => {
      setCount(0);
      const rows = await allPages(fetchPage, MAX_ROWS, setCount);
      downloadCsv(fileName, [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]);
      if (rows.length >= MAX_ROWS) void message.warning(cutText(MAX_ROWS));
    },
    { reload: [] },
  );
  return { save, count: isPending ? count : null };
}
