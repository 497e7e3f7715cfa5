/** Filters of the two lists, as in the URL. */

import { ImportStatusValues, RejectionReasonValues } from '@/generated/enums';
import type { ImportBatchFilterInput, RejectedRowFilterInput } from '@/generated/graphql';
import { oneOf, someOf, text } from '@/lib/url-state';

/** Tables that files are loaded into, in the order of loading. */
export const TABLES = [
  'suppliers',
  'products',
  'orders',
  'order_items',
  'payments',
  'inventory',
  'inventory_movements',
  'purchase_history',
  'promotions',
  'promotion_products',
  'ad_campaigns',
  'ad_spend_daily',
  'online_retail_ii',
] as const;

export const BATCH_FILTERS = { table: someOf(TABLES), status: someOf(ImportStatusValues), rows: oneOf(['all', 'rejected'] as const, 'all') };
export const REJECTED_FILTERS = {
  table: someOf(TABLES),
  reason: someOf(RejectionReasonValues),
  state: oneOf(['open', 'resolved', 'all'] as const, 'open'),
  batch: text,
};

type Values<S extends Record<string, { read: (texts: string[]) => unknown }>> = { [Name in keyof S]: ReturnType<S[Name]['read']> };
type BatchFilters = Values<typeof BATCH_FILTERS>;
export type RejectedFilters = Values<typeof REJECTED_FILTERS>;

/** Only filters that are set. */
export function batchFilter({ table, status, rows }: BatchFilters): ImportBatchFilterInput | null {
  const input = {
    ...(table.length > 0 && { tableName: table }),
    ...(status.length > 0 && { status }),
    ...(rows === 'rejected' && { hasRejected: true }),
  };
  return Object.keys(input).length > 0 ? input : null;
}

export function rejectedFilter({ table, reason, state, batch }: RejectedFilters): RejectedRowFilterInput {
  return {
    ...(table.length > 0 && { tableName: table }),
    ...(reason.length > 0 && { reason }),
    ...(state !== 'all' && { isOpen: state === 'open' }),
    ...(batch && { batchId: batch }),
  };
}
