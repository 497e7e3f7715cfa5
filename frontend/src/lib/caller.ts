/** The signed-in person, for the pages below the shell. */

import { createContext, useContext } from 'react';

import { type Role, RoleValues } from '@/generated/enums';
import type { ShellQuery } from '@/generated/graphql';

export type Caller = ShellQuery['me'];

export const CallerContext = createContext<Caller | null>(null);

export function useCaller(): Caller {
  const caller = useContext(CallerContext);
  if (!caller) throw new Error('useCaller is used outside the shell.');
  return caller;
}

/** Whether the user may see costs, amounts of orders and what is computed from them; a variable of `@include`. */
export function useSeesCosts(): boolean {
  return useCaller().seesCosts;
}

/** Whether the user may see a supplier's terms and lead times. */
export function useSeesTerms(): boolean {
  return hasRole(useCaller(), 'MANAGER');
}

/** Whether the user has this role or a higher one; the schema lists the lowest first. */
export function hasRole(caller: Caller, role: Role): boolean {
  return caller.role != null && RoleValues.indexOf(caller.role) >= RoleValues.indexOf(role);
}
