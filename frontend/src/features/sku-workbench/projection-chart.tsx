/** The stock of the next days, its bounds, what arrives and the day on which it ends. */

import { useTranslation } from 'react-i18next';
import { Area, Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import { ChartLegend } from '@/components/charts/legend';
import { useChartStyle } from '@/components/charts/use-chart-style';
import { useFormat } from '@/lib/format';

import { type ProjectedDay, stockoutDay } from './projection';

type Shown = number | readonly (number | string)[] | string | undefined;

export function ProjectionChart({ days }: { days: readonly ProjectedDay[] }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const { colours, grid, axis, tooltip } = useChartStyle();
  const end = stockoutDay(days);
  const rows = days.map((day) => ({ ...day, band: [day.low, day.high], arriving: day.arriving || undefined }));
  const formatted = (value: Shown) =>
    Array.isArray(value) ? value.map((bound) => format.units(Number(bound))).join(' – ') : format.units(Number(value));
  const marks = [
    { name: t('projection.expected'), colour: colours.chartStock, shape: 'line' },
    { name: t('projection.band'), colour: colours.chartStock, shape: 'band' },
    { name: t('projection.arriving'), colour: colours.chartArrival, shape: 'bar' },
  ] as const;
  return (
    <>
      <ChartLegend marks={marks} />
      <ResponsiveContainer width="100%" height={260}>
        <ComposedChart data={rows} margin={{ top: 18, right: 8, bottom: 0, left: -12 }} accessibilityLayer title={t('projection.title')}>
          <CartesianGrid {...grid} />
          <XAxis {...axis} dataKey="date" tickFormatter={format.shortDate} minTickGap={36} />
          <YAxis {...axis} axisLine={false} allowDecimals={false} width={52} />
          <Tooltip {...tooltip} formatter={formatted} labelFormatter={(date) => format.weekdayDate(String(date))} cursor={{ stroke: colours.lineStrong }} />
          <Bar dataKey="arriving" name={t('projection.arriving')} fill={colours.chartArrival} barSize={6} isAnimationActive={false} />
          <Area dataKey="band" name={t('projection.band')} stroke="none" fill={colours.chartStock} fillOpacity={0.18} isAnimationActive={false} />
          <Line dataKey="expected" name={t('projection.expected')} stroke={colours.chartStock} strokeWidth={2.25} dot={false} isAnimationActive={false} />
          {end && (
            <ReferenceLine
              x={end}
              stroke={colours.bad}
              strokeDasharray="4 3"
              label={{ value: t('projection.end', { day: format.shortDate(end) }), position: end === rows[0]?.date ? 'insideTopLeft' : 'top', fill: colours.bad, fontSize: 11 }}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </>
  );
}
