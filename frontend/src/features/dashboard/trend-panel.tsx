/** Revenue and days without stock, week by week. */

import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { ChartPanel } from '@/components/chart-panel';
import { Answered, EmptyState, LoadingState } from '@/components/states';
import { WeeklyTrendDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

// Figures come first; the chart's code follows them.
const TrendChart = lazy(async () => ({ default: (await import('./trend-chart')).TrendChart }));

export function TrendPanel({ currency }: { currency: string | undefined }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const query = useGraphQLQuery(WeeklyTrendDocument, {});
  const weeks = (query.data?.weeklyTrend ?? []).filter((week) => week.currency === currency);
  const last = weeks.at(-1);
  const before = weeks.at(-2);
  const change = last && before && Number(before.netRevenue) > 0 ? Number(last.netRevenue) / Number(before.netRevenue) - 1 : null;
  return (
    <ChartPanel
      title={t('trend.title')}
      note={change === null ? t('trend.note') : t('trend.change', { change: format.signedPercent(change) })}
      fileName="weekly-trend"
      rows={weeks}
      columns={[
        { title: t('trend.week'), cell: (week) => week.weekStart, isText: true },
        { title: t('trend.revenue'), cell: (week) => Number(week.netRevenue), show: (week) => format.money(week.netRevenue, week.currency) },
        { title: t('trend.sold'), cell: (week) => week.soldUnits, show: (week) => format.units(week.soldUnits) },
        { title: t('trend.demand'), cell: (week) => week.demandUnits, show: (week) => format.units(week.demandUnits) },
        { title: t('trend.stockoutDays'), cell: (week) => week.stockoutDays, show: (week) => format.units(week.stockoutDays) },
      ]}
    >
      <Answered query={query} rows={8}>
        {() =>
          weeks.length > 0 && currency ? (
            <Suspense fallback={<LoadingState rows={8} />}>
              <TrendChart weeks={weeks} currency={currency} />
            </Suspense>
          ) : (
            <EmptyState title={t('trend.none')} />
          )
        }
      </Answered>
    </ChartPanel>
  );
}
