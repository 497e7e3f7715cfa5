/** Sales, past demand and forecast. */

import { useTranslation } from 'react-i18next';
import { Area, Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import { ChartLegend } from '@/components/charts/legend';
import { useChartStyle } from '@/components/charts/use-chart-style';
import { useFormat } from '@/lib/format';
import { useNarrow } from '@/lib/use-narrow';

import type { TimelineDay } from './timeline';

type Shown = number | readonly (number | string)[] | string | undefined;

export function ForecastChart({ days, today }: { days: readonly TimelineDay[]; today: string }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const isNarrow = useNarrow();
  const { colours, grid, axis, tooltip } = useChartStyle();
  const formatted = (value: Shown) =>
    Array.isArray(value) ? value.map((bound) => format.decimal(Number(bound))).join(' – ') : format.decimal(Number(value));
  const marks = [
    { name: t('forecast.sold'), colour: colours.chartPast, shape: 'bar' },
    { name: t('forecast.lost'), colour: colours.chartMinus, shape: 'bar' },
    { name: t('forecast.mean'), colour: colours.chartForecast, shape: 'line' },
    { name: t('forecast.band'), colour: colours.chartBand, shape: 'band' },
  ] as const;
  return (
    <>
      <ChartLegend marks={marks} />
      <ResponsiveContainer width="100%" height={300}>
        <ComposedChart data={[...days]} margin={{ top: 8, right: 8, bottom: 0, left: -12 }} barCategoryGap={isNarrow ? 0 : 1} accessibilityLayer title={t('forecast.title')}>
          <CartesianGrid {...grid} />
          <XAxis {...axis} dataKey="date" tickFormatter={format.shortDate} minTickGap={36} />
          <YAxis {...axis} axisLine={false} allowDecimals={false} width={52} />
          <Tooltip {...tooltip} formatter={formatted} labelFormatter={(date) => format.weekdayDate(String(date))} cursor={{ fill: colours.sunken, opacity: 0.6 }} />
          <Bar dataKey="sold" name={t('forecast.sold')} stackId="past" fill={colours.chartPast} isAnimationActive={false} />
          <Bar dataKey="lost" name={t('forecast.lost')} stackId="past" fill={colours.chartMinus} fillOpacity={0.55} isAnimationActive={false} />
          <Area dataKey="band" name={t('forecast.band')} stroke="none" fill={colours.chartBand} fillOpacity={0.45} isAnimationActive={false} />
          <Line dataKey="mean" name={t('forecast.mean')} stroke={colours.chartForecast} strokeWidth={2.25} dot={false} isAnimationActive={false} />
          <ReferenceLine x={today} stroke={colours.lineStrong} strokeDasharray="3 3" label={{ value: t('forecast.today'), position: 'insideTopRight', fill: colours.textFaint, fontSize: 11 }} />
        </ComposedChart>
      </ResponsiveContainer>
    </>
  );
}
