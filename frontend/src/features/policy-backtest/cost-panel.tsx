/** The cost of each policy: its parts stacked, its 90 % interval as a line. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { ChartLegend } from '@/components/charts/legend';
import { useFormat } from '@/lib/format';
import { useColours } from '@/lib/theme/use-theme';

import styles from './policy-backtest.module.css';
import type { Outcome } from './verdict';

export function CostPanel({ policies, currency }: { policies: readonly Outcome[]; currency: string }) {
  const { t } = useTranslation('policy-backtest');
  const format = useFormat();
  const colours = useColours();
  const most = Math.max(1, ...policies.flatMap(({ totalCost, totalCostHigh }) => [Number(totalCost ?? 0), Number(totalCostHigh ?? 0)]));
  const share = (amount: string | null) => `${(Number(amount ?? 0) / most) * 100}%`;
  const parts = [
    { name: t('cost.holding'), colour: colours.chartStock, of: (outcome: Outcome) => outcome.holdingCost },
    { name: t('cost.lost'), colour: colours.chartMinus, of: (outcome: Outcome) => outcome.lostMargin },
    { name: t('cost.ordering'), colour: colours.chartArrival, of: (outcome: Outcome) => outcome.orderingCost },
  ];
  const money = (title: string, of: (outcome: Outcome) => string | null) => ({
    title,
    cell: (outcome: Outcome) => (of(outcome) === null ? null : Number(of(outcome))),
    show: (outcome: Outcome) => format.money(of(outcome), currency),
  });
  return (
    <ChartPanel
      title={t('cost.title')}
      note={t('cost.note')}
      fileName="policy-costs"
      rows={policies}
      columns={[
        { title: t('policy.label'), cell: (outcome) => t(`policy.${outcome.policy}`), isText: true },
        ...parts.map(({ name, of }) => money(name, of)),
        money(t('cost.total'), (outcome) => outcome.totalCost),
        money(t('cost.low'), (outcome) => outcome.totalCostLow),
        money(t('cost.high'), (outcome) => outcome.totalCostHigh),
      ]}
    >
      <ChartLegend
        marks={[
          ...parts.map(({ name, colour }) => ({ name, colour, shape: 'bar' as const })),
          { name: t('cost.interval'), colour: colours.text, shape: 'line' as const },
        ]}
      />
      <table className={styles.costs} aria-label={t('cost.title')}>
        <tbody>
          {policies.map((outcome) => (
            <tr key={outcome.policy}>
              <th scope="row">{t(`policy.${outcome.policy}`)}</th>
              <td className={styles.track} aria-hidden>
                <span className={styles.stack}>
                  {parts.map(({ name, colour, of }) => (
                    <span key={name} style={{ width: share(of(outcome)), background: colour }} />
                  ))}
                  <span
                    className={styles.whisker}
                    style={{ left: share(outcome.totalCostLow), width: `calc(${share(outcome.totalCostHigh)} - ${share(outcome.totalCostLow)})` }}
                  />
                </span>
              </td>
              <td>
                <strong>{format.shortMoney(outcome.totalCost, currency)}</strong>
                <small>
                  {format.shortMoney(outcome.totalCostLow, currency)} – {format.shortMoney(outcome.totalCostHigh, currency)}
                </small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartPanel>
  );
}
