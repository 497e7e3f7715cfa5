/** The verdict of a policy backtest. */

import type { PolicyBacktestQuery } from '@/generated/graphql';

export type Backtest = NonNullable<PolicyBacktestQuery['policyBacktest']>;
export type Outcome = Backtest['policies'][number];
type Verdict = 'cheaper' | 'moreExpensive' | 'even';

/** The cheapest competing policy; null if none was priced. */
export function bestCompetitor(policies: readonly Outcome[]): Outcome | null {
  const competitors = policies.filter(({ costRatio, totalCost }) => costRatio !== null && totalCost !== null);
  return competitors.toSorted((one, other) => Number(one.totalCost) - Number(other.totalCost))[0] ?? null;
}

/** There is a difference only if the whole 90 % interval is on one side of 1. */
export function verdictOf({ costRatioLow, costRatioHigh }: Outcome): Verdict {
  if (costRatioHigh !== null && costRatioHigh < 1) return 'cheaper';
  return costRatioLow !== null && costRatioLow > 1 ? 'moreExpensive' : 'even';
}

/** The numbers in a policy's `parameters` text; the count of numbers selects the message. */
export function tuning({ policy, parameters }: Outcome): { window: string; safety: string; cover: string } | null {
  const [window, safety, cover, ...more] = parameters.match(/\d+(?:\.\d+)?/g) ?? [];
  const isKnown = more.length === 0 && window && safety && (cover === undefined) === (policy === 'DAYS_OF_COVER');
  return isKnown ? { window, safety, cover: cover ?? '' } : null;
}
