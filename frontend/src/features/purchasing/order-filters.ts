/** Filters of the list of orders, as in the URL. */

import { PurchaseOrderStateValues } from '@/generated/enums';
import type { PurchaseOrderFilterInput } from '@/generated/graphql';
import { oneOf, someOf, text, texts } from '@/lib/url-state';

export const FILTERS = {
  search: text,
  state: someOf(PurchaseOrderStateValues),
  supplier: texts,
  sku: texts,
  whose: oneOf(['all', 'mine'], 'all'),
  split: oneOf(['all', 'suspect'], 'all'),
};

export type OrderFilters = { [Name in keyof typeof FILTERS]: ReturnType<(typeof FILTERS)[Name]['read']> };

export const NO_FILTER: OrderFilters = { search: '', state: [], supplier: [], sku: [], whose: 'all', split: 'all' };

/** Only filters that are set. */
export function filterInput({ search, state, supplier, sku, whose, split }: OrderFilters): PurchaseOrderFilterInput | null {
  const input: PurchaseOrderFilterInput = {
    ...(search.trim() && { search: search.trim() }),
    ...(state.length > 0 && { state }),
    ...(supplier.length > 0 && { supplier }),
    ...(sku.length > 0 && { sku }),
    ...(whose === 'mine' && { isMine: true }),
    ...(split === 'suspect' && { isSplitSuspect: true }),
  };
  return Object.keys(input).length > 0 ? input : null;
}
