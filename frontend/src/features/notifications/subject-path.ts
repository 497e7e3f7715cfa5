/** Where a notification leads. */

import type { NotificationType } from '@/generated/enums';

const PLACES: Partial<Record<NotificationType, string>> = {
  STOCKOUT_RISK: '/skus',
  ANOMALY_DETECTED: '/anomalies?status=OPEN',
  RUN_FAILED: '/runs',
  RUN_PUBLISHED: '/runs',
  IMPORT_DONE: '/imports',
  IMPORT_FAILED: '/imports',
};

type Subject = { eventType: NotificationType; subjectId: string | null };

export function subjectPath({ eventType, subjectId }: Subject): string | null {
  if (eventType.startsWith('PURCHASE_ORDER_')) return subjectId && `/purchase-orders/${encodeURIComponent(subjectId)}`;
  return PLACES[eventType] ?? null;
}
