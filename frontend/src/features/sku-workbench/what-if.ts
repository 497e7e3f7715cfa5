/** The changes of a what-if, as state and as input of the query. */

import type { PlannedOrderPartsFragment, WhatIfInput } from '@/generated/graphql';

import { addDays } from './timeline';

export type Planned = PlannedOrderPartsFragment;

/** Null: unchanged. */
export type Changes = {
  leadTimeDays: number | null;
  serviceLevel: number | null;
  price: number | null;
  discountRate: number | null;
  delayDays: number | null;
};

export const NOTHING: Changes = { leadTimeDays: null, serviceLevel: null, price: null, discountRate: null, delayDays: null };

/** A tried promotion starts tomorrow and lasts this long. */
export const PROMOTION_DAYS = 14;

export const isChanged = (changes: Changes): boolean => Object.values(changes).some((value) => value !== null);

/** Only changed values are sent; the rest stays as in the published run. */
export function inputOf(sku: string, asOf: string, { discountRate, price, ...numbers }: Changes): WhatIfInput {
  const known = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null));
  return {
    sku,
    ...known,
    ...(price !== null && { price: String(price) }),
    ...(discountRate !== null && {
      promotion: { startsOn: addDays(asOf, 1), endsOn: addDays(asOf, PROMOTION_DAYS), discountRate },
    }),
  };
}

type TermChange = { key: Planned['waterfall'][number]['key']; stored: number; changed: number };

/** The terms of both quantities beside each other, in the order in which they add up. */
export function termChanges(stored: Planned, changed: Planned): TermChange[] {
  const unitsOf = (planned: Planned, key: string) => planned.waterfall.find((term) => term.key === key)?.units ?? 0;
  const keys = [...new Set([...changed.waterfall, ...stored.waterfall].map(({ key }) => key))];
  return keys.map((key) => ({ key, stored: unitsOf(stored, key), changed: unitsOf(changed, key) }));
}
