import { useTranslation } from 'react-i18next';
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import { ChartLegend } from '@/components/charts/legend';
import { useChartStyle } from '@/components/charts/use-chart-style';
import type { WeeklyTrendQuery } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

type Props = { weeks: readonly WeeklyTrendQuery['weeklyTrend'][number][]; currency: string };

export function TrendChart({ weeks, currency }: Props) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { colours, grid, axis, tooltip } = useChartStyle();
  const rows = weeks.map((week) => ({ ...week, revenue: Number(week.netRevenue) }));
  const formatted = (value: unknown, name: unknown) =>
    name === t('trend.revenue') ? format.money(Number(value), currency) : format.units(Number(value));
  const marks = [
    { name: t('trend.revenue'), colour: colours.chartForecast, shape: 'bar' },
    { name: t('trend.stockoutDays'), colour: colours.chartMinus, shape: 'line' },
  ] as const;
  return (
    <>
      <ChartLegend marks={marks} />
      <ResponsiveContainer width="100%" height={252}>
        <ComposedChart data={rows} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer title={t('trend.title')}>
          <CartesianGrid {...grid} />
          <XAxis {...axis} dataKey="weekStart" tickFormatter={format.shortDate} minTickGap={20} />
          <YAxis {...axis} yAxisId="money" axisLine={false} width={58} tickFormatter={(amount) => format.shortMoney(amount, currency)} />
          <YAxis {...axis} yAxisId="days" orientation="right" axisLine={false} width={40} allowDecimals={false} />
          <Tooltip {...tooltip} formatter={formatted} labelFormatter={(date) => t('trend.weekOf', { day: format.date(String(date)) })} cursor={{ fill: colours.sunken, opacity: 0.6 }} />
          <Bar yAxisId="money" dataKey="revenue" name={t('trend.revenue')} fill={colours.chartForecast} radius={[3, 3, 0, 0]} maxBarSize={34} isAnimationActive={false} />
          <Line yAxisId="days" dataKey="stockoutDays" name={t('trend.stockoutDays')} stroke={colours.chartMinus} strokeWidth={2} dot={{ r: 2.5, fill: colours.chartMinus, strokeWidth: 0 }} isAnimationActive={false} />
        </ComposedChart>
      </ResponsiveContainer>
    </>
  );
}
