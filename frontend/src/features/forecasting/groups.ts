/** The groups of the accuracy report. */

import { DemandClassValues } from '@/generated/enums';
import type { CalibrationQuery, ForecastAccuracyQuery, OverrideValueQuery } from '@/generated/graphql';

export type Accuracy = ForecastAccuracyQuery['forecastAccuracy'][number];
export type Held = CalibrationQuery['calibration'][number];
export type OverrideWorth = OverrideValueQuery['overrideValue'][number];

export const HORIZONS = ['7', '14', '30'] as const;
export type HorizonText = (typeof HORIZONS)[number];

/** All published forecasts; in backtests the model, over all tested days. */
const isOurs = (row: Accuracy): boolean => row.model === null;
const isMeasured = (row: Accuracy): boolean => row.wape !== null;

/** Our forecasts over all SKUs, the shortest horizon first. */
export function byHorizon(rows: readonly Accuracy[]): Accuracy[] {
  return rows
    .filter((row) => row.demandClass === null && isOurs(row) && isMeasured(row))
    .toSorted((one, other) => one.horizonDays - other.horizonDays);
}

/** Our forecasts at a horizon by demand class, in the schema's order. */
export function byClass(rows: readonly Accuracy[], horizonDays: number): Accuracy[] {
  const own = rows.filter((row) => row.horizonDays === horizonDays && isOurs(row) && isMeasured(row));
  return DemandClassValues.flatMap((demandClass) => own.filter((row) => row.demandClass === demandClass));
}

/** All methods at a horizon: in backtests the one with the highest gain first, else the one with most totals. */
export function byMethod(rows: readonly Accuracy[], horizonDays: number): Accuracy[] {
  const rank = (row: Accuracy) => (row.source === 'BACKTEST' ? (row.valueAdded ?? Number.NEGATIVE_INFINITY) : row.totals);
  return rows
    .filter((row) => row.horizonDays === horizonDays && row.demandClass === null && row.model !== null && isMeasured(row))
    .toSorted((one, other) => rank(other) - rank(one));
}

export type ReliabilityPoint = { nominal: number } & Partial<Record<HorizonText, number>>;

/** The share of demand below each quantile, by horizon, over all SKUs. */
export function reliability(promises: readonly Held[]): ReliabilityPoint[] {
  const points = new Map<number, ReliabilityPoint>();
  for (const { horizonDays, demandClass, level, nominal, actual } of promises) {
    const horizon = HORIZONS.find((each) => Number(each) === horizonDays);
    if (!horizon || demandClass !== null || level === 'INTERVAL_80') continue;
    points.set(nominal, { ...points.get(nominal), nominal, [horizon]: actual });
  }
  return [...points.values()].toSorted((one, other) => one.nominal - other.nominal);
}

/** The 80 % interval at a horizon: all SKUs first, then by demand class. */
export function intervals(promises: readonly Held[], horizonDays: number): Held[] {
  const own = promises.filter((row) => row.horizonDays === horizonDays && row.level === 'INTERVAL_80');
  return [null, ...DemandClassValues].flatMap((demandClass) => own.filter((row) => row.demandClass === demandClass));
}
