/** Nominal against actual coverage; on the diagonal, quantiles are calibrated. */

import { useTranslation } from 'react-i18next';
import { CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import { ChartLegend } from '@/components/charts/legend';
import { useChartStyle } from '@/components/charts/use-chart-style';
import { useFormat } from '@/lib/format';

import styles from './forecasting.module.css';
import { HORIZONS, type ReliabilityPoint } from './groups';

const TICKS = [0, 0.1, 0.5, 0.9, 1];

export function ReliabilityChart({ points }: { points: readonly ReliabilityPoint[] }) {
  const { t } = useTranslation('forecasting');
  const format = useFormat();
  const { colours, grid, axis, tooltip } = useChartStyle();
  const lines = [colours.chartForecast, colours.chartStock, colours.chartArrival];
  const marks = [
    ...HORIZONS.map((days, index) => ({ name: t('horizon.days', { days }), colour: lines[index] ?? '', shape: 'line' as const })),
    { name: t('reliability.honest'), colour: colours.lineStrong, shape: 'line' as const },
  ];
  const scale = { type: 'number', domain: [0, 1], ticks: TICKS, tickFormatter: (share: number) => format.percent(share) } as const;
  return (
    <>
      <ChartLegend marks={marks} />
      <div className={styles.plot}>
       <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={[...points]} margin={{ top: 8, right: 12, bottom: 14, left: -8 }} accessibilityLayer title={t('reliability.title')}>
          <CartesianGrid {...grid} vertical />
          <XAxis {...axis} {...scale} dataKey="nominal" label={{ value: t('reliability.said'), position: 'insideBottom', offset: -8, fill: colours.textFaint, fontSize: 11 }} />
          <YAxis {...axis} {...scale} axisLine={false} width={52} />
          <Tooltip
            {...tooltip}
            formatter={(value) => format.finePercent(Number(value))}
            labelFormatter={(nominal) => t('reliability.at', { share: format.percent(Number(nominal)) })}
            cursor={{ stroke: colours.lineStrong }}
          />
          <ReferenceLine segment={[{ x: 0, y: 0 }, { x: 1, y: 1 }]} stroke={colours.lineStrong} strokeDasharray="4 3" />
          {HORIZONS.map((days, index) => (
            <Line
              key={days}
              dataKey={days}
              name={t('horizon.days', { days })}
              stroke={lines[index]}
              strokeWidth={2}
              dot={{ r: 4, fill: lines[index], strokeWidth: 0 }}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
       </ResponsiveContainer>
      </div>
    </>
  );
}
