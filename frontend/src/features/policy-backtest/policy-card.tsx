/** One ordering policy: service, stock and cost. */

import { useTranslation } from 'react-i18next';

import { Figure, Figures } from '@/components/figure';
import { Panel } from '@/components/panel';
import { Tag } from '@/components/tag';
import { useFormat } from '@/lib/format';

import { type Outcome, tuning } from './verdict';

export function PolicyCard({ outcome, currency }: { outcome: Outcome; currency: string }) {
  const { t } = useTranslation('policy-backtest');
  const format = useFormat();
  const { policy, plannedServiceLevel } = outcome;
  const isOurs = policy === 'RECOMMENDED';
  return (
    <Panel
      title={t(`policy.${policy}`)}
      note={isOurs ? t('card.ours') : <Tuning outcome={outcome} />}
      actions={isOurs ? <Tag tone="accent">{t('card.recommended')}</Tag> : undefined}
    >
      <Figures>
        <Figure
          size="large"
          label={t('card.served')}
          value={format.finePercent(outcome.serviceLevel)}
          note={plannedServiceLevel === null ? undefined : t('card.planned', { share: format.finePercent(plannedServiceLevel) })}
        />
        <Figure size="large" label={t('cost.total')} value={format.shortMoney(outcome.totalCost, currency)} />
      </Figures>
      <Figures>
        <Figure
          label={t('card.lost')}
          value={t('card.units', { units: format.units(outcome.lostUnits) })}
          note={t('card.of', { units: format.units(outcome.demandUnits) })}
        />
        <Figure label={t('card.stock')} value={format.shortMoney(outcome.meanStockValue, currency)} />
        <Figure label={t('card.orders')} value={format.units(outcome.orderCount)} />
      </Figures>
    </Panel>
  );
}

function Tuning({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation('policy-backtest');
  const numbers = tuning(outcome);
  if (!numbers) return <span translate="no">{outcome.parameters}</span>;
  return t(numbers.cover ? 'card.minMax' : 'card.daysOfCover', numbers);
}
