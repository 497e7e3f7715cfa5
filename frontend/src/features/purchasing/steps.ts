/** The steps that an order can take, as requests. */

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
import { execute } from '@/lib/api';

type Versioned = { id: string; expectedVersion: number; idempotencyKey: string };

export type Step =
  | { action: 'SUBMIT' | 'APPROVE' | 'REOPEN' }
  | { action: 'REJECT' | 'CANCEL'; reason: string }
  | { action: 'COMPLETE'; reason: string | null }
  | { action: 'RECEIVE'; arrival: Pick<ReceivePurchaseOrderInput, 'lines' | 'warehouseCode' | 'receivedAt'> };

/** Take a step; the outcome is for the caller to tell. */
export async function take(step: Step, order: Versioned) {
  switch (step.action) {
    case 'SUBMIT':
      return (await execute(SubmitOrderDocument, { input: order })).submitPurchaseOrder;
    case 'APPROVE':
      return (await execute(ApproveOrderDocument, { input: order })).approvePurchaseOrder;
    case 'REOPEN':
      return (await execute(ReopenOrderDocument, { input: order })).reopenPurchaseOrder;
    case 'REJECT':
      return (await execute(RejectOrderDocument, { input: { ...order, reason: step.reason } })).rejectPurchaseOrder;
    case 'CANCEL':
      return (await execute(CancelOrderDocument, { input: { ...order, reason: step.reason } })).cancelPurchaseOrder;
    case 'COMPLETE':
      return (await execute(CompleteOrderDocument, { input: { ...order, reason: step.reason } })).completePurchaseOrder;
    case 'RECEIVE':
      return (await execute(ReceiveOrderDocument, { input: { ...order, ...step.arrival } })).receivePurchaseOrder;
  }
}
