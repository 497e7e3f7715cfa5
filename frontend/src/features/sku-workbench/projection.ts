/** Projected stock of the next days, from stock, arrivals and expected demand. */

type Total = { mean: number; p10: number; p90: number };
export type Arrival = { date: string; units: number };
type ProjectionInput = {
  /** Units that can be sold on the first day. */
  free: number;
  /** Expected demand by day, the earliest first. */
  daily: readonly { date: string; mean: number }[];
  /** Totals by the days they span, such as 7, 14 and 30. */
  totals: readonly { days: number; total: Total }[];
  arrivals: readonly Arrival[];
};
export type ProjectedDay = {
  date: string;
  /** Units at the day's end: as expected, and between which it lies with probability 0.8. */
  expected: number;
  low: number;
  high: number;
  arriving: number;
};

/** A quantile of the total as a factor of its mean, interpolated between the known spans. */
function factorAt(day: number, spans: ProjectionInput['totals'], quantile: 'p10' | 'p90'): number {
  const known = spans
    .filter(({ total }) => total.mean > 0)
    .map(({ days, total }) => ({ days, factor: total[quantile] / total.mean }))
    .toSorted((one, other) => one.days - other.days);
  const above = known.find(({ days }) => days >= day) ?? known.at(-1);
  const below = known.findLast(({ days }) => days <= day) ?? known[0];
  if (!above || !below) return 1;
  if (above.days === below.days) return above.factor;
  const way = (day - below.days) / (above.days - below.days);
  return below.factor + way * (above.factor - below.factor);
}

/**
 * Project the stock. Sales without stock are lost, not backordered: stock never goes below zero, and what arrives later
 * is there in full.
 */
export function project({ free, daily, totals, arrivals }: ProjectionInput): ProjectedDay[] {
  const first = daily[0]?.date ?? '';
  const stock = { expected: Math.max(free, 0), low: Math.max(free, 0), high: Math.max(free, 0) };
  let before = { mean: 0, p10: 0, p90: 0 };
  return daily.map(({ date, mean }, index) => {
    const sum = before.mean + mean;
    const sold = {
      mean: sum,
      p10: sum * factorAt(index + 1, totals, 'p10'),
      p90: sum * factorAt(index + 1, totals, 'p90'),
    };
    // Overdue arrivals are expected on the first day.
    const arriving = arrivals
      .filter((arrival) => arrival.date === date || (index === 0 && arrival.date < first))
      .reduce((units, arrival) => units + arrival.units, 0);
    const left = (units: number, demand: number) => Math.max(units + arriving - Math.max(demand, 0), 0);
    stock.expected = left(stock.expected, sold.mean - before.mean);
    stock.low = left(stock.low, sold.p90 - before.p90);
    stock.high = left(stock.high, sold.p10 - before.p10);
    before = sold;
    return { date, ...stock, arriving };
  });
}

/** The first day at whose end there is no stock as expected. */
export function stockoutDay(days: readonly ProjectedDay[]): string | null {
  return days.find((day) => day.expected < 0.5)?.date ?? null;
}
