/** Filters of the audit log, as in the URL. */

import { AuditOutcomeValues } from '@/generated/enums';
import type { AuditLogFilterInput } from '@/generated/graphql';
import { someOf, text, texts } from '@/lib/url-state';

/** The actions that the filter offers; the URL may name others as well. */
export const ACTIONS = [
  'LOGIN',
  'CREATE_PURCHASE_ORDER',
  'UPDATE_PURCHASE_ORDER',
  'SUBMIT_PURCHASE_ORDER',
  'APPROVE_PURCHASE_ORDER',
  'REJECT_PURCHASE_ORDER',
  'RECEIVE_PURCHASE_ORDER',
  'COMPLETE_PURCHASE_ORDER',
  'DISMISS_RECOMMENDATION',
  'UPDATE_NOTIFICATION_SETTINGS',
  'UPDATE_PLANNING_SETTINGS',
  'TRIGGER_PIPELINE_RUN',
  'RUN',
  'IMPORT',
  'CREATE_USER',
  'UPDATE_USER',
  'DISABLE_USER',
  'SET_USER_ROLES',
  'CREATE_API_TOKEN',
  'CHANGE_PASSWORD',
  'CREATE_SAVED_VIEW',
  'UPDATE_SAVED_VIEW',
  'DELETE_SAVED_VIEW',
  'SET_LIST_COLUMNS',
  'ACCESS',
] as const;

export const FILTERS = { actor: text, action: texts, outcome: someOf(AuditOutcomeValues), subjectType: text, subjectId: text, sku: text };

export type AuditFilters = { [Name in keyof typeof FILTERS]: ReturnType<(typeof FILTERS)[Name]['read']> };

export const NO_FILTER: AuditFilters = { actor: '', action: [], outcome: [], subjectType: '', subjectId: '', sku: '' };

/** Only filters that are set. */
export function filterInput({ actor, action, outcome, subjectType, subjectId, sku }: AuditFilters): AuditLogFilterInput | null {
  const input: AuditLogFilterInput = {
    ...(actor.trim() && { actor: actor.trim() }),
    ...(action.length > 0 && { action }),
    ...(outcome.length > 0 && { outcome }),
    ...(subjectType && { subjectType }),
    ...(subjectId && { subjectId }),
    ...(sku && { sku }),
  };
  return Object.keys(input).length > 0 ? input : null;
}
