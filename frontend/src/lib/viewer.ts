/** The signed-in person, for the pages below the shell. */

import { createContext, useContext } from 'react';

import type { ShellQuery } from '@/generated/graphql';

export type Viewer = ShellQuery['me'];
export type Role = NonNullable<Viewer['role']>;

const RANKS: readonly Role[] = ['OPERATOR', 'MANAGER', 'ADMIN'];

export const ViewerContext = createContext<Viewer | null>(null);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error('useViewer is used outside the shell.');
  return viewer;
}

/** Whether costs, amounts of orders and what is computed from them may be asked for, as variable of `@include`. */
export function useSeesCosts(): boolean {
  return useViewer().seesCosts;
}

/** Whether a supplier's terms and lead times may be asked for. */
export function useSeesTerms(): boolean {
  return reaches(useViewer(), 'MANAGER');
}

/** Whether fields of this role may be asked for, as variable of `@include`. */
export function reaches(viewer: Viewer, role: Role): boolean {
  return viewer.role != null && RANKS.indexOf(viewer.role) >= RANKS.indexOf(role);
}
