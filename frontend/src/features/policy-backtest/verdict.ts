/** What a backtest says of our orders, without saying more than it can. */

import type { PolicyBacktestQuery } from '@/generated/graphql';

export type Backtest = NonNullable<PolicyBacktestQuery['policyBacktest']>;
export type Outcome = Backtest['policies'][number];
export type Verdict = 'cheaper' | 'dearer' | 'even';

/** The rival that would have cost least; null if none was priced. */
export function bestRival(policies: readonly Outcome[]): Outcome | null {
  const rivals = policies.filter(({ costRatio, totalCost }) => costRatio !== null && totalCost !== null);
  return rivals.toSorted((one, other) => Number(one.totalCost) - Number(other.totalCost))[0] ?? null;
}

/** Only where the whole 90 % interval lies on one side is there a difference. */
export function verdictOf({ costRatioLow, costRatioHigh }: Outcome): Verdict {
  if (costRatioHigh !== null && costRatioHigh < 1) return 'cheaper';
  return costRatioLow !== null && costRatioLow > 1 ? 'dearer' : 'even';
}

/** The numbers in a rival's tuning, as the API words it; another number of them is another wording. */
export function tuning({ policy, parameters }: Outcome): { window: string; safety: string; cover: string } | null {
  const [window, safety, cover, ...more] = parameters.match(/\d+(?:\.\d+)?/g) ?? [];
  const isKnown = more.length === 0 && window && safety && (cover === undefined) === (policy === 'DAYS_OF_COVER');
  return isKnown ? { window, safety, cover: cover ?? '' } : null;
}
