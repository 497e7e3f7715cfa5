/** Filters of the anomaly list, as in the URL. */

import { AnomalyStatusValues, AnomalyTypeValues, SeverityValues } from '@/generated/enums';
import type { AnomalyFilterInput } from '@/generated/graphql';
import { type Codec, someOf, texts } from '@/lib/url-state';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day, or none. */
export const day: Codec<string | null> = {
  read: ([first]) => (first && DAY.test(first) && !Number.isNaN(Date.parse(first)) ? first : null),
  write: (value) => (value ? [value] : []),
};

export const FILTERS = {
  status: someOf(AnomalyStatusValues),
  severity: someOf(SeverityValues),
  type: someOf(AnomalyTypeValues),
  sku: texts,
  from: day,
  to: day,
};

export type AnomalyFilters = { [Name in keyof typeof FILTERS]: ReturnType<(typeof FILTERS)[Name]['read']> };

export const NO_FILTER: AnomalyFilters = { status: [], severity: [], type: [], sku: [], from: null, to: null };

/** Only filters that are set. */
export function filterInput({ status, severity, type, sku, from, to }: AnomalyFilters): AnomalyFilterInput | null {
  const input: AnomalyFilterInput = {
    ...(status.length > 0 && { status }),
    ...(severity.length > 0 && { severity }),
    ...(type.length > 0 && { type }),
    ...(sku.length > 0 && { sku }),
    ...(from && { from }),
    ...(to && { to }),
  };
  return Object.keys(input).length > 0 ? input : null;
}
