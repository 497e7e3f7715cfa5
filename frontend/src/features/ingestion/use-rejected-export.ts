/** Downloads refused rows as CSV. */

import { useTranslation } from 'react-i18next';

import { useCsvExport } from '@/components/use-csv-export';
import { PageBounds } from '@/generated/bounds';
import { type RejectedRowFilterInput, type RejectedRowPartsFragment, RejectedRowsDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';

/** The delivered values are one text, because tables have different columns. */
export function useRejectedExport(filter: RejectedRowFilterInput) {
  const { t } = useTranslation('ingestion');
  return useCsvExport<RejectedRowPartsFragment>({
    fileName: 'rejected-rows.csv',
    fetchPage: async (after) => (await execute(RejectedRowsDocument, { first: PageBounds.first.max, after, filter })).rejectedRows,
    cutText: (rows) => t('export.cut', { rows }),
    columns: [
      [t('column.file'), (row) => row.fileName],
      [t('column.line'), (row) => row.lineNo],
      [t('column.table'), (row) => row.tableName],
      [t('column.reason'), (row) => t(`common:rejectionReason.${row.reason}`)],
      [t('column.column'), (row) => row.column],
      [t('column.said'), (row) => row.message],
      [t('column.resolved'), (row) => row.resolvedAt],
      [t('column.values'), (row) => JSON.stringify(Object.fromEntries(row.cells.map(({ column, value }) => [column, value])))],
    ],
  });
}
