/** The ratio of our cost to each competitor's, with its 90 % interval. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { useFormat } from '@/lib/format';

import styles from './policy-backtest.module.css';
import { type Outcome, verdictOf } from './verdict';

/** Padding on both sides of the scale. */
const MARGIN = 0.05;

export function RatioPanel({ policies }: { policies: readonly Outcome[] }) {
  const { t } = useTranslation('policy-backtest');
  const format = useFormat();
  const competitors = policies.filter(({ costRatio }) => costRatio !== null);
  const ends = competitors.flatMap(({ costRatio, costRatioLow, costRatioHigh }) => [costRatio ?? 1, costRatioLow ?? 1, costRatioHigh ?? 1]);
  const least = Math.min(1, ...ends) - MARGIN;
  const most = Math.max(1, ...ends) + MARGIN;
  const place = (ratio: number) => `${((ratio - least) / (most - least)) * 100}%`;
  const difference = (ratio: number | null) => (ratio === null ? format.signedPercent(null) : format.signedPercent(ratio - 1));
  return (
    <ChartPanel
      title={t('ratio.title')}
      note={t('ratio.note')}
      fileName="policy-ratios"
      rows={competitors}
      columns={[
        { title: t('policy.label'), cell: (outcome) => t(`policy.${outcome.policy}`), isText: true },
        { title: t('ratio.difference'), cell: (outcome) => outcome.costRatio, show: (outcome) => difference(outcome.costRatio) },
        { title: t('cost.low'), cell: (outcome) => outcome.costRatioLow, show: (outcome) => difference(outcome.costRatioLow) },
        { title: t('cost.high'), cell: (outcome) => outcome.costRatioHigh, show: (outcome) => difference(outcome.costRatioHigh) },
      ]}
    >
      <table className={styles.ratios} aria-label={t('ratio.title')}>
        <tbody>
          {competitors.map((outcome) => (
            <tr key={outcome.policy} data-verdict={verdictOf(outcome)}>
              <th scope="row">{t('ratio.against', { policy: t(`policy.${outcome.policy}`) })}</th>
              <td>
                <strong>{difference(outcome.costRatio)}</strong>
                <small>{t('ratio.interval', { low: difference(outcome.costRatioLow), high: difference(outcome.costRatioHigh) })}</small>
              </td>
              <td className={styles.track} aria-hidden>
                <span className={styles.scale}>
                  <span className={styles.same} style={{ left: place(1) }} />
                  <span
                    className={styles.range}
                    style={{ left: place(outcome.costRatioLow ?? 1), width: `calc(${place(outcome.costRatioHigh ?? 1)} - ${place(outcome.costRatioLow ?? 1)})` }}
                  />
                  <span className={styles.dot} style={{ left: place(outcome.costRatio ?? 1) }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.axis} aria-hidden>
        <span>{t('ratio.cheaper')}</span>
        <span>{t('ratio.moreExpensive')}</span>
      </p>
    </ChartPanel>
  );
}
