/** A SKU of the list on a narrow window. */

import { useTranslation } from 'react-i18next';

import { SkuName } from '@/components/sku-name';
import { LifecycleTag, RiskTag } from '@/components/status-tags';
import type { SkuRowFragment } from '@/generated/graphql';
import { useDepletionText } from '@/lib/depletion';
import { useFormat } from '@/lib/format';

import styles from './sku-card.module.css';

export function SkuCard({ sku }: { sku: SkuRowFragment }) {
  const { t } = useTranslation('skus');
  const format = useFormat();
  const depletionText = useDepletionText();
  const facts = [
    [t('column.probability'), format.percent(sku.stockoutProbability14)],
    [t('column.depletion'), depletionText(sku)],
    [t('column.onHand'), format.units(sku.onHand)],
    [t('column.demand'), format.units(sku.expectedDemand14)],
    [t('column.moneyAtRisk'), format.shortMoney(sku.moneyAtRisk, sku.currency)],
    [t('column.recommended'), format.units(sku.recommendedQuantity)],
  ];
  return (
    <article>
      <div className={styles.head}>
        <SkuName sku={sku} />
        {sku.lifecycle && sku.lifecycle !== 'ACTIVE' && <LifecycleTag value={sku.lifecycle} />}
        <RiskTag value={sku.stockoutRisk ?? 'UNKNOWN'} />
      </div>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
