/** Loads a page together with what it shows before the first run is published; routes are read before either is needed. */

import type { ComponentType } from 'react';

import type { NeedsRunPage } from './needs-run';

export async function whenPublished(page: NeedsRunPage, load: () => Promise<ComponentType>): Promise<ComponentType> {
  const [{ needsRun }, wanted] = await Promise.all([import('./needs-run'), load()]);
  return needsRun(page, wanted);
}
