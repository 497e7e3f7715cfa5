/** Axes, grid and tooltip of all charts, in the theme's colours. */

import { createElement } from 'react';

import { useColours } from '@/lib/theme/use-theme';

/** A legend names series in the text's colour: the series' own may be too faint to read. */
function legendText(colour: string) {
  return (name: unknown) => createElement('span', { style: { color: colour } }, String(name));
}

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
    legend: { wrapperStyle: { fontSize: 12 }, iconSize: 10, formatter: legendText(colours.textSoft) },
  };
}
