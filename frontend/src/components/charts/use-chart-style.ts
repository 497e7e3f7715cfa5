/** Axes, grid and tooltip of all charts, in the theme's colours. */

import { useColours } from '@/lib/theme/use-theme';

export function useChartStyle() {
  const colours = useColours();
  const text = { fill: colours.textFaint, fontSize: 11 };
  return {
    colours,
    grid: { stroke: colours.chartGrid, vertical: false },
    axis: { tick: text, tickLine: false, axisLine: { stroke: colours.line } },
    tooltip: {
      contentStyle: {
        background: colours.surface,
        border: `1px solid ${colours.lineStrong}`,
        borderRadius: 6,
        color: colours.text,
        fontSize: 12,
      },
      labelStyle: { color: colours.textSoft },
      itemStyle: { color: colours.text, padding: 0 },
      isAnimationActive: false,
    },
  };
}
