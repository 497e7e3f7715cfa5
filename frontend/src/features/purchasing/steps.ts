/** The steps of an order, as mutations. */

import {
  ApproveOrderDocument,
  CancelOrderDocument,
  CompleteOrderDocument,
  ReceiveOrderDocument,
  type ReceivePurchaseOrderInput,
  RejectOrderDocument,
  ReopenOrderDocument,
  SubmitOrderDocument,
} from '@/generated/graphql';
import type { Mutate } from '@/lib/mutation';

export type Step =
  | { action: 'SUBMIT' | 'APPROVE' | 'REOPEN' }
  | { action: 'REJECT' | 'CANCEL'; reason: string }
  | { action: 'COMPLETE'; reason: string | null }
  | { action: 'RECEIVE'; arrival: Pick<ReceivePurchaseOrderInput, 'lines' | 'warehouseCode' | 'receivedAt'> };

/** Send a step; `VersionConflict` is an outcome that the page shows. */
export async function sendStep(step: Step, { id, version: expectedVersion }: { id: string; version: number }, mutate: Mutate) {
  const order = { id, expectedVersion };
  switch (step.action) {
    case 'SUBMIT':
      return mutate(SubmitOrderDocument, order, 'PurchaseOrder', 'VersionConflict');
    case 'APPROVE':
      return mutate(ApproveOrderDocument, order, 'PurchaseOrder', 'VersionConflict');
    case 'REOPEN':
      return mutate(ReopenOrderDocument, order, 'PurchaseOrder', 'VersionConflict');
    case 'REJECT':
      return mutate(RejectOrderDocument, { ...order, reason: step.reason }, 'PurchaseOrder', 'VersionConflict');
    case 'CANCEL':
      return mutate(CancelOrderDocument, { ...order, reason: step.reason }, 'PurchaseOrder', 'VersionConflict');
    case 'COMPLETE':
      return mutate(CompleteOrderDocument, { ...order, reason: step.reason }, 'PurchaseOrder', 'VersionConflict');
    case 'RECEIVE':
      return mutate(ReceiveOrderDocument, { ...order, ...step.arrival }, 'PurchaseOrder', 'VersionConflict');
  }
}
