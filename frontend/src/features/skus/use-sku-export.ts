/** Downloads the list as CSV. */

import { useTranslation } from 'react-i18next';

import { useCsvExport } from '@/components/use-csv-export';
import { PageBounds } from '@/generated/bounds';
import { type SkuFilterInput, type SkuOrder, type SkuRowFragment, SkusDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';

type Query = { filter: SkuFilterInput | null; orderBy: SkuOrder };

export function useSkuExport({ filter, orderBy }: Query) {
  const { t } = useTranslation('skus');
  return useCsvExport<SkuRowFragment>({
    fileName: 'skus.csv',
    fetchPage: async (after) => (await execute(SkusDocument, { first: PageBounds.first.max, after, filter, orderBy })).skus,
    cutText: (rows) => t('export.cut', { rows }),
    columns: [
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
    ],
  });
}
