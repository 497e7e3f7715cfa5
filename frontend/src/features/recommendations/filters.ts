/** What the list of recommendations can be narrowed and ordered by, as it stands in the address. */

import { RecommendationOrderValues, RecommendationStatusValues } from '@/generated/enums';
import type { RecommendationFilterInput } from '@/generated/graphql';
import { type Codec, oneOf, someOf, texts } from '@/lib/url-state';

export const VIEWS = ['cards', 'table'] as const;

/** Open ones unless other statuses are named. */
const statuses: Codec<ReturnType<ReturnType<typeof someOf<(typeof RecommendationStatusValues)[number]>>['read']>> = {
  read: (found) => (found.length > 0 ? someOf(RecommendationStatusValues).read(found) : ['OPEN']),
  write: (values) => (values.length === 1 && values[0] === 'OPEN' ? [] : values),
};

export const FILTERS = {
  supplier: texts,
  sku: texts,
  status: statuses,
  orderBy: oneOf(RecommendationOrderValues, 'ORDER_BY'),
  view: oneOf(VIEWS, 'cards'),
};

type Values = { supplier: string[]; sku: string[]; status: ReturnType<typeof statuses.read> };

/** Only those with something to order: a recommendation of nothing needs no decision. */
export function filterInput({ supplier, sku, status }: Values): RecommendationFilterInput {
  return {
    minQuantity: 1,
    ...(status.length > 0 && { status }),
    ...(supplier.length > 0 && { supplier }),
    ...(sku.length > 0 && { sku }),
  };
}
