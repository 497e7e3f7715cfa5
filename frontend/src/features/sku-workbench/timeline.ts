/** History and forecast on one line of days. */

import type { SkuForecastQuery, SkuHistoryQuery } from '@/generated/graphql';

type Past = NonNullable<SkuHistoryQuery['sku']>['history'][number];
type Ahead = NonNullable<NonNullable<SkuForecastQuery['sku']>['forecast']>['daily'][number];

export type TimelineDay = {
  date: string;
  sold?: number;
  /** Demand above what was sold: the estimated units lost to stock-outs. */
  lost?: number;
  demand?: number;
  isStockout?: boolean;
  isPromotion?: boolean;
  mean?: number;
  band?: [number, number];
};

const DAY_MS = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Each day from the first to the last one that is known; quiet days, which the API leaves out, sold nothing. */
export function timeline(past: readonly Past[], ahead: readonly Ahead[], from: string, to: string): TimelineDay[] {
  const known = new Map(past.map((day) => [day.date, day]));
  const days: TimelineDay[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const day = known.get(date);
    const sold = day?.soldUnits ?? 0;
    const demand = day?.demandUnits ?? 0;
    days.push({
      date,
      sold,
      demand,
      lost: Math.max(demand - sold, 0),
      isStockout: day?.isStockout ?? false,
      isPromotion: day?.isPromotion ?? false,
    });
  }
  return [...days, ...ahead.map(({ targetDate, mean, p10, p90 }): TimelineDay => ({ date: targetDate, mean, band: [p10, p90] }))];
}
