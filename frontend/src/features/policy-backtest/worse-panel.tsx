/** The SKUs on which our orders would have cost more than the cheapest competitor's, the worst first. */

import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { SkuName } from '@/components/sku-name';
import { EmptyState } from '@/components/states';
import { useFormat } from '@/lib/format';

import styles from './policy-backtest.module.css';
import type { Backtest, Outcome } from './verdict';

const MAX_SHOWN = 12;

type Props = { skus: Backtest['worseSkus']; currency: string; competitor: Outcome | null };

export function WorsePanel({ skus, currency, competitor }: Props) {
  const { t } = useTranslation('policy-backtest');
  const format = useFormat();
  const most = Math.max(1, ...skus.map(({ extraCost }) => Number(extraCost)));
  return (
    <ChartPanel
      title={t('worse.title')}
      note={competitor ? t('worse.note', { policy: t(`policy.${competitor.policy}`) }) : undefined}
      fileName="policy-worse-skus"
      rows={skus}
      columns={[
        { title: t('worse.sku'), cell: (row) => row.sku, show: (row) => <span translate="no">{row.sku}</span>, isText: true },
        { title: t('worse.name'), cell: (row) => row.name, show: (row) => <span translate="no">{row.name}</span>, isText: true },
        { title: t('worse.extra'), cell: (row) => Number(row.extraCost), show: (row) => format.money(row.extraCost, currency) },
        { title: t('worse.ours'), cell: (row) => row.serviceLevel, show: (row) => format.finePercent(row.serviceLevel) },
        { title: t('worse.theirs'), cell: (row) => row.competitorServiceLevel, show: (row) => format.finePercent(row.competitorServiceLevel) },
      ]}
    >
      {skus.length === 0 ? (
        <EmptyState title={t('worse.none')} />
      ) : (
        <table className={styles.worse} aria-label={t('worse.title')}>
          <thead>
            <tr>
              <th scope="col">{t('worse.sku')}</th>
              <th scope="col" colSpan={2}>
                {t('worse.extra')}
              </th>
              <th scope="col">{t('worse.ours')}</th>
              <th scope="col">{t('worse.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {skus.slice(0, MAX_SHOWN).map((row) => (
              <tr key={row.sku}>
                <td>
                  <SkuName sku={{ code: row.sku, name: row.name }} />
                </td>
                <td className={styles.track} aria-hidden>
                  <span className={styles.bar} style={{ width: `${(Number(row.extraCost) / most) * 100}%` }} />
                </td>
                <td>{format.shortMoney(row.extraCost, currency)}</td>
                <td>{format.finePercent(row.serviceLevel)}</td>
                <td>{format.finePercent(row.competitorServiceLevel)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {skus.length > MAX_SHOWN && <p className={styles.more}>{t('worse.more', { number: skus.length - MAX_SHOWN })}</p>}
    </ChartPanel>
  );
}
