/** The changes to send for an edited user; null if nothing changed. */

import type { Locale, Role } from '@/generated/enums';
import type { SetUserRolesInput, UpdateUserInput, UserRowFragment } from '@/generated/graphql';

export type UserValues = { email: string; password?: string; displayName: string; locale: Locale; role: Role; approvalLimit: string | null; maySeeCosts: boolean };

export function valuesOf(user: UserRowFragment): UserValues {
  return {
    email: user.email,
    displayName: user.displayName,
    locale: user.locale === 'en' ? 'en' : 'ko',
    role: user.role ?? 'OPERATOR',
    approvalLimit: user.approvalLimit,
    maySeeCosts: user.maySeeCosts,
  };
}

type Changes = Omit<UpdateUserInput, 'id' | 'expectedVersion'>;

export function changesOf(user: UserRowFragment, values: UserValues): Changes | null {
  const before = valuesOf(user);
  const changes: Changes = {
    ...(values.displayName.trim() !== before.displayName && { displayName: values.displayName.trim() }),
    ...(values.locale !== before.locale && { locale: values.locale }),
    ...((values.approvalLimit ?? null) !== before.approvalLimit && { approvalLimit: values.approvalLimit ?? null }),
    ...(values.maySeeCosts !== before.maySeeCosts && { maySeeCosts: values.maySeeCosts }),
    ...(values.password && { password: values.password }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}

export function rolesOf(user: UserRowFragment, values: UserValues): SetUserRolesInput['roles'] | null {
  return values.role === user.role ? null : [values.role];
}
