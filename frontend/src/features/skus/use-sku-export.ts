/** The rows of the list as a CSV file: page after page, up to a limit that a spreadsheet and the API bear. */

import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { useMessage } from '@/components/use-message';
import { type SkuFilterInput, type SkuOrder, type SkuRowFragment, SkusDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { type Cell, downloadCsv } from '@/lib/csv';

const PAGE = 100;
const MAX_ROWS = 5000;

type Query = { filter: SkuFilterInput | null; orderBy: SkuOrder };

async function rowsOf({ filter, orderBy }: Query, onRows: (count: number) => void): Promise<SkuRowFragment[]> {
  const rows: SkuRowFragment[] = [];
  let after: string | null = null;
  do {
    const { skus }: { skus: { nodes: SkuRowFragment[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } =
      await execute(SkusDocument, { first: PAGE, after, filter, orderBy });
    rows.push(...skus.nodes);
    onRows(rows.length);
    after = skus.pageInfo.hasNextPage ? skus.pageInfo.endCursor : null;
  } while (after && rows.length < MAX_ROWS);
  return rows;
}

function table(t: TFunction<'skus'>, rows: SkuRowFragment[]): Cell[][] {
  const columns: [string, (sku: SkuRowFragment) => Cell][] = [
    [t('column.code'), (sku) => sku.code],
    [t('column.name'), (sku) => sku.name],
    [t('column.category'), (sku) => sku.category],
    [t('column.supplier'), (sku) => sku.supplier?.code],
    [t('column.risk'), (sku) => sku.stockoutRisk && t(`common:risk.${sku.stockoutRisk}`)],
    [t('column.probability'), (sku) => sku.stockoutProbability14],
    [t('column.depletion'), (sku) => sku.depletionDate],
    [t('column.cover'), (sku) => sku.daysOfCover],
    [t('column.onHand'), (sku) => sku.onHand],
    [t('column.reserved'), (sku) => sku.reserved],
    [t('column.receivedSince'), (sku) => sku.receivedSince],
    [t('column.onOrder'), (sku) => sku.onOrder],
    [t('column.demand'), (sku) => sku.expectedDemand14],
    [t('column.recommended'), (sku) => sku.recommendedQuantity],
    [t('column.currency'), (sku) => sku.currency],
    [t('column.moneyAtRisk'), (sku) => sku.moneyAtRisk && Number(sku.moneyAtRisk)],
    [t('column.revenue'), (sku) => sku.revenue28 && Number(sku.revenue28)],
    [t('column.lifecycle'), (sku) => sku.lifecycle && t(`common:lifecycle.${sku.lifecycle}`)],
    [t('column.class'), (sku) => `${sku.abc ?? ''}${sku.xyz ?? ''}`],
  ];
  return [columns.map(([title]) => title), ...rows.map((sku) => columns.map(([, cell]) => cell(sku)))];
}

export function useSkuExport(query: Query) {
  const { t } = useTranslation('skus');
  const message = useMessage();
  const [count, setCount] = useState(0);
  const { run: save, isPending } = useAction(
    async () => {
      setCount(0);
      const rows = await rowsOf(query, setCount);
      downloadCsv('skus.csv', table(t, rows));
      if (rows.length >= MAX_ROWS) void message.warning(t('export.cut', { rows: MAX_ROWS }));
    },
    { reload: [] },
  );
  return { save, count: isPending ? count : null };
}
