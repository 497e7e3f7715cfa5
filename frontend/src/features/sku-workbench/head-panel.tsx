/** The SKU's key figures. */

import { useTranslation } from 'react-i18next';

import { Figure, Figures } from '@/components/figure';
import { Panel } from '@/components/panel';
import type { SkuHeadQuery } from '@/generated/graphql';
import { useDepletionText } from '@/lib/depletion';
import { useFormat } from '@/lib/format';

type Sku = NonNullable<SkuHeadQuery['sku']>;

export function HeadPanel({ sku }: { sku: Sku }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const depletionText = useDepletionText();
  const free = sku.onHand === null ? null : sku.onHand - (sku.reserved ?? 0);
  const isAtRisk = (sku.stockoutProbability14 ?? 0) >= 0.5;
  const packs = [sku.moq && t('head.moq', { units: format.units(sku.moq) }), sku.packSize && t('head.pack', { units: format.units(sku.packSize) })];
  return (
    <Panel>
      <Figures>
        <Figure size="large" label={t('head.free')} value={format.units(free)} note={t('head.onHand', { onHand: format.units(sku.onHand), reserved: format.units(sku.reserved) })} />
        <Figure size="large" label={t('head.onOrder')} value={format.units(sku.onOrder)} note={[sku.receivedSince > 0 && t('head.receivedSince', { units: format.units(sku.receivedSince) }), ...packs].filter(Boolean).join(' · ')} />
        <Figure size="large" label={t('head.cover')} value={format.decimal(sku.daysOfCover)} note={t('head.depletion', { day: depletionText(sku) })} />
        <Figure size="large" label={t('head.probability')} value={format.percent(sku.stockoutProbability14)} tone={isAtRisk ? 'bad' : 'plain'} />
        <Figure size="large" label={t('head.moneyAtRisk')} value={format.shortMoney(sku.moneyAtRisk, sku.currency)} tone={isAtRisk ? 'bad' : 'plain'} />
        <Figure
          size="large"
          label={t('head.revenue')}
          value={format.shortMoney(sku.revenue28, sku.currency)}
          note={t('head.units', { units: format.units(sku.units28) })}
        />
        <Figure
          size="large"
          label={t('head.price')}
          value={format.money(sku.listPrice, sku.currency)}
          note={sku.unitCost !== undefined && t('head.cost', { cost: format.money(sku.unitCost, sku.currency) })}
        />
      </Figures>
    </Panel>
  );
}
