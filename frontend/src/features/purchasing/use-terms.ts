import { OrderTermsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts, useSeesTerms } from '@/lib/viewer';

import type { Terms } from './draft-amounts';

/** In what currency a supplier is paid, and its least order; null: not known yet, or costs are not for the viewer. */
export function useTerms(supplier: string, orderCurrency: string | null): Terms | null {
  const seesCosts = useSeesCosts();
  const query = useGraphQLQuery(OrderTermsDocument, { supplier, seesTerms: useSeesTerms() }, { enabled: seesCosts && supplier !== '' });
  const found = query.data?.skus.nodes[0]?.supplier;
  const currency = orderCurrency ?? found?.currency;
  if (!seesCosts || supplier === '' || !currency) return null;
  // A minimum in another currency than the order's can't be compared with its total.
  return { currency, minOrderValue: found?.currency === currency ? found.minOrderValue : null };
}
