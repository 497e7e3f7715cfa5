import { OrderTermsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts, useSeesTerms } from '@/lib/caller';

import type { Terms } from './draft-amounts';

/** A supplier's currency and minimum order value; null: not loaded yet, or hidden from the user. */
export function useTerms(supplier: string, orderCurrency: string | null): Terms | null {
  const seesCosts = useSeesCosts();
  const query = useGraphQLQuery(OrderTermsDocument, { supplier, seesTerms: useSeesTerms() }, { enabled: seesCosts && supplier !== '' });
  const found = query.data?.skus.nodes[0]?.supplier;
  const currency = orderCurrency ?? found?.currency;
  if (!seesCosts || supplier === '' || !currency) return null;
  // A minimum in another currency than the order's can't be compared with its total.
  return { currency, minOrderValue: found?.currency === currency ? found.minOrderValue : null };
}
