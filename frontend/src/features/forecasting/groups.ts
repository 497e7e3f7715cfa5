/** The groups that the record of forecasts is shown by. */

import { type AccuracySource, DemandClassValues } from '@/generated/enums';
import type { CalibrationQuery, ForecastAccuracyQuery, OverrideValueQuery } from '@/generated/graphql';

export type Accuracy = ForecastAccuracyQuery['forecastAccuracy'][number];
export type Held = CalibrationQuery['calibration'][number];
export type OverrideWorth = OverrideValueQuery['overrideValue'][number];

export const HORIZONS = ['7', '14', '30'] as const;
export type HorizonText = (typeof HORIZONS)[number];

/** The model that backtests try; what is published is whatever served a SKU. */
const OURS: Record<AccuracySource, string | null> = { PUBLISHED: null, BACKTEST: 'LIGHTGBM' };

const isOurs = (row: Accuracy): boolean => row.model === OURS[row.source];
const isMeasured = (row: Accuracy): boolean => row.wape !== null;

/** Ours over all SKUs, the shortest horizon first. */
export function byHorizon(rows: readonly Accuracy[]): Accuracy[] {
  return rows
    .filter((row) => row.demandClass === null && isOurs(row) && isMeasured(row))
    .toSorted((one, other) => one.horizonDays - other.horizonDays);
}

/** Ours at a horizon by demand class, in the schema's order. */
export function byClass(rows: readonly Accuracy[], horizonDays: number): Accuracy[] {
  const own = rows.filter((row) => row.horizonDays === horizonDays && isOurs(row) && isMeasured(row));
  return DemandClassValues.flatMap((demandClass) => own.filter((row) => row.demandClass === demandClass));
}

/** All methods at a horizon, the one that adds most first. */
export function byMethod(rows: readonly Accuracy[], horizonDays: number): Accuracy[] {
  const gain = (row: Accuracy) => row.valueAdded ?? Number.NEGATIVE_INFINITY;
  return rows
    .filter((row) => row.horizonDays === horizonDays && row.demandClass === null && row.model !== null && isMeasured(row))
    .toSorted((one, other) => gain(other) - gain(one));
}

export type ReliabilityPoint = { nominal: number } & Partial<Record<HorizonText, number>>;

/** How often demand stayed below each quantile, by horizon, over all SKUs. */
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
