/** The columns of the recommendations as a table. */

import type { TFunction } from 'i18next';

import type { Column } from '@/components/keyset-table';
import { ShareBar } from '@/components/share-bar';
import { SkuName } from '@/components/sku-name';
import { RecommendationStatusTag, RiskTag } from '@/components/status-tags';
import { type Format, UNKNOWN } from '@/lib/format';

import { Due } from './due';
import { Remaining } from './remaining';
import type { Row } from './selection';

type Context = { t: TFunction<'recommendations'>; format: Format; asOf: string | null; seesCosts: boolean };

/** The units of one term; null if it does not apply. */
function units(row: Row, key: Row['waterfall'][number]['key']): number | null {
  return row.waterfall.find((term) => term.key === key)?.units ?? null;
}

/** Stock or arrivals: the term subtracts it, the table shows it as a positive number. */
function stock(row: Row, key: 'ON_HAND' | 'INBOUND'): number | null {
  const term = units(row, key);
  return term === null ? null : 0 - term;
}

export function recommendationColumns({ t, format, asOf, seesCosts }: Context): Column<Row>[] {
  const columns: Column<Row>[] = [
    { key: 'sku', title: t('column.sku'), render: (row) => <SkuName sku={row.sku} /> },
    { key: 'risk', title: t('column.risk'), render: (row) => <RiskTag value={row.sku.stockoutRisk ?? 'UNKNOWN'} /> },
    {
      key: 'quantity',
      title: t('column.quantity'),
      isNumber: true,
      order: 'QUANTITY',
      isDescending: true,
      render: (row) => <Remaining row={row} />,
    },
    { key: 'orderBy', title: t('column.orderBy'), order: 'ORDER_BY', render: (row) => <Due day={row.orderBy} daysOverdue={row.daysOverdue} asOf={asOf} /> },
    { key: 'arrival', title: t('column.arrival'), isNumber: true, render: (row) => format.weekdayDate(row.expectedArrival) },
    {
      key: 'probability',
      title: t('column.probability'),
      isNumber: true,
      order: 'STOCKOUT_PROBABILITY',
      isDescending: true,
      render: (row) => <ShareBar share={row.stockoutProbability} />,
    },
    {
      key: 'moneyAtRisk',
      title: t('column.moneyAtRisk'),
      isNumber: true,
      order: 'MONEY_AT_RISK',
      isDescending: true,
      render: (row) => format.money(row.sku.moneyAtRisk, row.sku.currency),
    },
    { key: 'demand', title: t('components:waterfall.EXPECTED_DEMAND'), isNumber: true, render: (row) => format.units(units(row, 'EXPECTED_DEMAND')) },
    { key: 'safety', title: t('components:waterfall.SAFETY_STOCK'), isNumber: true, render: (row) => format.units(units(row, 'SAFETY_STOCK')) },
    { key: 'onHand', title: t('components:waterfall.ON_HAND'), isNumber: true, render: (row) => format.units(stock(row, 'ON_HAND')) },
    { key: 'inbound', title: t('components:waterfall.INBOUND'), isNumber: true, render: (row) => format.units(stock(row, 'INBOUND')) },
  ];
  if (seesCosts) {
    columns.push({ key: 'cost', title: t('column.cost'), isNumber: true, render: (row) => format.money(row.cost, row.currency) });
  }
  columns.push(
    { key: 'supplier', title: t('column.supplier'), render: (row) => <span translate="no">{row.supplier?.name ?? UNKNOWN}</span> },
    { key: 'status', title: t('column.status'), render: (row) => <RecommendationStatusTag value={row.status} /> },
  );
  return columns;
}
