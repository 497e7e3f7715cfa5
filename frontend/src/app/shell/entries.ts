import { FEATURES } from '@/app/features';
import { type Caller, hasRole } from '@/lib/caller';
import type { NavigationEntry } from '@/lib/feature';

/** The navigation of a person, in order. */
export function entriesFor(caller: Caller): NavigationEntry[] {
  return FEATURES.flatMap((feature) => feature.navigation ?? [])
    .filter((entry) => !entry.role || hasRole(caller, entry.role))
    .toSorted((one, other) => one.order - other.order);
}
