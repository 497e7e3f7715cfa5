/** The columns of the list of SKUs. */

import type { TFunction } from 'i18next';

import type { Column } from '@/components/keyset-table';
import { ShareBar } from '@/components/share-bar';
import { SkuName } from '@/components/sku-name';
import { LifecycleTag, RiskTag, TrustTag } from '@/components/status-tags';
import type { SkuRowFragment } from '@/generated/graphql';
import { type Format, UNKNOWN } from '@/lib/format';

export const HIDDEN_AT_FIRST = ['category', 'demandClass', 'units28', 'trust', 'reserved', 'receivedSince'];

export function skuColumns(t: TFunction<'skus'>, format: Format, depletionText: (sku: SkuRowFragment) => string): Column<SkuRowFragment>[] {
  const number = { isNumber: true, isOptional: true };
  return [
    { key: 'sku', title: t('column.sku'), order: 'CODE', fixed: 'left', render: (sku) => <SkuName sku={sku} /> },
    { key: 'risk', title: t('column.risk'), render: (sku) => <RiskTag value={sku.stockoutRisk ?? 'UNKNOWN'} /> },
    {
      key: 'probability',
      title: t('column.probability'),
      order: 'RISK',
      isDescending: true,
      isNumber: true,
      render: (sku) => <ShareBar share={sku.stockoutProbability14} />,
    },
    { ...number, key: 'depletion', title: t('column.depletion'), order: 'DEPLETION_DATE', render: depletionText },
    { ...number, key: 'cover', title: t('column.cover'), order: 'DAYS_OF_COVER', render: (sku) => format.decimal(sku.daysOfCover) },
    { ...number, key: 'onHand', title: t('column.onHand'), render: (sku) => format.units(sku.onHand) },
    { ...number, key: 'reserved', title: t('column.reserved'), render: (sku) => format.units(sku.reserved) },
    { ...number, key: 'receivedSince', title: t('column.receivedSince'), render: (sku) => format.units(sku.receivedSince) },
    { ...number, key: 'onOrder', title: t('column.onOrder'), render: (sku) => format.units(sku.onOrder) },
    { ...number, key: 'demand', title: t('column.demand'), render: (sku) => format.units(sku.expectedDemand14) },
    { ...number, key: 'recommended', title: t('column.recommended'), render: (sku) => format.units(sku.recommendedQuantity) },
    { ...number, key: 'moneyAtRisk', title: t('column.moneyAtRisk'), render: (sku) => format.money(sku.moneyAtRisk, sku.currency) },
    {
      ...number,
      key: 'revenue',
      title: t('column.revenue'),
      order: 'REVENUE',
      isDescending: true,
      render: (sku) => format.money(sku.revenue28, sku.currency),
    },
    { ...number, key: 'units28', title: t('column.units28'), render: (sku) => format.units(sku.units28) },
    { isOptional: true, key: 'class', title: t('column.class'), render: (sku) => (sku.abc ? `${sku.abc}·${sku.xyz}` : UNKNOWN) },
    {
      isOptional: true,
      key: 'lifecycle',
      title: t('column.lifecycle'),
      render: (sku) => (sku.lifecycle ? <LifecycleTag value={sku.lifecycle} /> : UNKNOWN),
    },
    {
      isOptional: true,
      key: 'demandClass',
      title: t('column.demandClass'),
      render: (sku) => (sku.demandClass ? t(`common:demandClass.${sku.demandClass}`) : UNKNOWN),
    },
    { isOptional: true, key: 'trust', title: t('column.trust'), render: (sku) => sku.trustGrade && <TrustTag value={sku.trustGrade} /> },
    { isOptional: true, key: 'category', title: t('column.category'), render: (sku) => <span translate="no">{sku.category ?? UNKNOWN}</span> },
    {
      isOptional: true,
      key: 'supplier',
      title: t('column.supplier'),
      render: (sku) => <span translate="no">{sku.supplier?.name ?? UNKNOWN}</span>,
    },
  ];
}
