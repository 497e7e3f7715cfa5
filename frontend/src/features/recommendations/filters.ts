/** Filters and order of the recommendations, as in the URL. */

import { AbcClassValues, LifecycleValues, RecommendationOrderValues, RecommendationStatusValues } from '@/generated/enums';
import type { RecommendationFilterInput } from '@/generated/graphql';
import { type Codec, oneOf, someOf, text, texts } from '@/lib/url-state';

export const VIEWS = ['cards', 'table'] as const;

/** Open ones unless other statuses are named. */
const statuses: Codec<ReturnType<ReturnType<typeof someOf<(typeof RecommendationStatusValues)[number]>>['read']>> = {
  read: (found) => (found.length > 0 ? someOf(RecommendationStatusValues).read(found) : ['OPEN']),
  write: (values) => (values.length === 1 && values[0] === 'OPEN' ? [] : values),
};

export const WAYS = ['usual', 'reversed'] as const;

export const FILTERS = {
  search: text,
  category: texts,
  abc: someOf(AbcClassValues),
  lifecycle: someOf(LifecycleValues),
  supplier: texts,
  sku: texts,
  status: statuses,
  orderBy: oneOf(RecommendationOrderValues, 'ORDER_BY'),
  direction: oneOf(WAYS, 'usual'),
  view: oneOf(VIEWS, 'cards'),
};

export const NO_FILTER = { search: '', category: [], abc: [], lifecycle: [], supplier: [], sku: [], status: ['OPEN' as const] };

type Values = { [Name in keyof typeof FILTERS]: ReturnType<(typeof FILTERS)[Name]['read']> };

/** Whether more than the open ones of all SKUs is left out. */
export function isNarrowed({ search, category, abc, lifecycle, supplier, sku, status }: Values): boolean {
  return search.trim() !== '' || [category, abc, lifecycle, supplier, sku].some((values) => values.length > 0) || status.join() !== 'OPEN';
}

/** Only those with something to order: a recommendation of nothing needs no decision. */
export function filterInput({ search, category, abc, lifecycle, supplier, sku, status }: Values): RecommendationFilterInput {
  return {
    minQuantity: 1,
    ...(search.trim() && { search: search.trim() }),
    ...(category.length > 0 && { category }),
    ...(abc.length > 0 && { abc }),
    ...(lifecycle.length > 0 && { lifecycle }),
    ...(status.length > 0 && { status }),
    ...(supplier.length > 0 && { supplier }),
    ...(sku.length > 0 && { sku }),
  };
}
