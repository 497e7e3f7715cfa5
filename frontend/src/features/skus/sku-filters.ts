/** Filters and order of the SKU list, as in the URL. */

import { AbcClassValues, DemandClassValues, LifecycleValues, SkuOrderValues, StockoutRiskValues } from '@/generated/enums';
import type { SkuFilterInput } from '@/generated/graphql';
import { oneOf, someOf, text, texts } from '@/lib/url-state';

export const FILTERS = {
  search: text,
  risk: someOf(StockoutRiskValues),
  category: texts,
  supplier: texts,
  abc: someOf(AbcClassValues),
  demandClass: someOf(DemandClassValues),
  lifecycle: someOf(LifecycleValues),
  orderBy: oneOf(SkuOrderValues, 'RISK'),
};

export const NO_FILTER = { search: '', risk: [], category: [], supplier: [], abc: [], demandClass: [], lifecycle: [] };

type Values = { [Name in keyof typeof FILTERS]: ReturnType<(typeof FILTERS)[Name]['read']> };

/** Only filters that are set, so that the same list always has the same cache key. */
export function filterInput({ search, risk, category, supplier, abc, demandClass, lifecycle }: Values): SkuFilterInput | null {
  const input: SkuFilterInput = {
    ...(search.trim() && { search: search.trim() }),
    ...(risk.length > 0 && { risk }),
    ...(category.length > 0 && { category }),
    ...(supplier.length > 0 && { supplier }),
    ...(abc.length > 0 && { abc }),
    ...(demandClass.length > 0 && { demandClass }),
    ...(lifecycle.length > 0 && { lifecycle }),
  };
  return Object.keys(input).length > 0 ? input : null;
}
