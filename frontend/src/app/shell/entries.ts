import { FEATURES } from '@/app/features';
import type { NavigationEntry } from '@/lib/feature';
import { type Viewer, reaches } from '@/lib/viewer';

/** The navigation of a person, in order. */
export function entriesFor(viewer: Viewer): NavigationEntry[] {
  return FEATURES.flatMap((feature) => feature.navigation ?? [])
    .filter((entry) => !entry.role || reaches(viewer, entry.role))
    .toSorted((one, other) => one.order - other.order);
}
