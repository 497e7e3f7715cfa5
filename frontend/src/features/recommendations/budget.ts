/** A plan's lines as they are shown: what is bought, then the cut, then what is not. */

import type { BudgetPlanQuery } from '@/generated/graphql';
import type { Codec } from '@/lib/url-state';

import { type Choice, canBeOrdered } from './selection';

export type Plan = BudgetPlanQuery['budgetPlan'];
export type PlanLine = Plan['lines'][number];

/** A budget above any order, to learn what everything costs. */
export const EVERYTHING = '1000000000000';

/** Whole units of money; anything else reads as "no budget". */
export const amount: Codec<number | null> = {
  read: ([first]) => (first && /^\d{1,12}$/.test(first) ? Number(first) : null),
  write: (value) => (value === null ? [] : [String(value)]),
};

/** Whole units of money as people type them, in any digits and with separators; what follows the decimal point is left out. Nothing typed: null. */
export function typedAmount(entered: string): number | null {
  const [whole = ''] = entered.normalize('NFKC').split('.');
  const digits = whole.replaceAll(/\D/g, '');
  return digits === '' ? null : Number(digits);
}

/** Bought in full, in part, or not; each the highest return first, as the API has them. */
export function partition(lines: readonly PlanLine[]): { bought: PlanLine[]; partly: PlanLine[]; left: PlanLine[] } {
  return {
    bought: lines.filter((line) => !line.isCut),
    partly: lines.filter((line) => line.isCut && line.quantity > 0),
    left: lines.filter((line) => line.isCut && line.quantity === 0),
  };
}

/** What is bought, as orders are made of it. */
export function choicesOf(lines: readonly PlanLine[]): Choice[] {
  return lines.flatMap(({ recommendation, quantity }) =>
    recommendation && quantity > 0 && canBeOrdered(recommendation) ? [{ row: recommendation, quantity }] : [],
  );
}
