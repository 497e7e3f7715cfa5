/** A SKU of the list on a narrow window. */

import { useTranslation } from 'react-i18next';

import { SkuName } from '@/components/sku-name';
import { RiskTag } from '@/components/status-tags';
import type { SkuRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './sku-card.module.css';

export function SkuCard({ sku }: { sku: SkuRowFragment }) {
  const { t } = useTranslation('skus');
  const format = useFormat();
  const facts = [
    [t('column.probability'), format.percent(sku.stockoutProbability14)],
    [t('column.depletion'), format.weekdayDate(sku.depletionDate)],
    [t('column.onHand'), format.units(sku.onHand)],
    [t('column.demand'), format.units(sku.expectedDemand14)],
    [t('column.moneyAtRisk'), format.shortMoney(sku.moneyAtRisk, sku.currency)],
    [t('column.recommended'), format.units(sku.recommendedQuantity)],
  ];
  return (
    <article>
      <div className={styles.head}>
        <SkuName sku={sku} />
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
