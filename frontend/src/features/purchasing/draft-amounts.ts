/** The amounts of a draft. */

import type { DraftLine } from './order-draft';

export type Terms = { currency: string; /** Null or absent: none, or hidden. */ minOrderValue?: string | null };
export type Sums = { total: number; unknown: number; /** What is missing to the supplier's minimum order value. */ missing: number };

const CENTS = 100;

/** The cost that counts: the one that was entered, else what the line cost before, else the catalog's in the order's currency. */
function costOf({ sku, unitCost, agreedCost }: DraftLine, currency: string): string | null {
  return unitCost || agreedCost || (sku.currency === currency ? (sku.unitCost ?? null) : null);
}

const inCents = (amount: string) => Math.round(Number(amount) * CENTS);

/** Null: the units or their cost are not known. */
export function amountOf(line: DraftLine, currency: string): number | null {
  const cost = costOf(line, currency);
  return cost === null || line.quantity === null ? null : (inCents(cost) * line.quantity) / CENTS;
}

export function sumsOf(lines: readonly DraftLine[], { currency, minOrderValue }: Terms): Sums {
  const amounts = lines.map((line) => amountOf(line, currency));
  const cents = amounts.reduce<number>((sum, amount) => sum + Math.round((amount ?? 0) * CENTS), 0);
  const missing = minOrderValue == null ? 0 : Math.max(inCents(minOrderValue) - cents, 0);
  return { total: cents / CENTS, unknown: amounts.filter((amount) => amount === null).length, missing: missing / CENTS };
}
