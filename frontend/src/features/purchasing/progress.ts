/** The stages of an order, and how much of it has arrived. */

import type { OrderDetailFragment } from '@/generated/graphql';

type Order = Pick<
  OrderDetailFragment,
  'state' | 'createdAt' | 'createdBy' | 'submittedAt' | 'submittedBy' | 'approvedAt' | 'approvedBy' | 'rejectedAt' | 'rejectedBy' | 'completedAt' | 'cancelledAt' | 'cancelledBy'
> & { items: readonly { quantity: number; receivedQuantity: number }[] };

export type Stage = {
  key: 'created' | 'submitted' | 'approved' | 'rejected' | 'cancelled' | 'received' | 'completed';
  status: 'done' | 'now' | 'ahead' | 'stopped';
  at: string | null;
  by: string | null;
};

export type Arrived = { ordered: number; received: number; share: number };

export function arrivedOf(items: Order['items']): Arrived {
  const ordered = items.reduce((sum, item) => sum + item.quantity, 0);
  const received = items.reduce((sum, item) => sum + item.receivedQuantity, 0);
  return { ordered, received, share: ordered === 0 ? 0 : received / ordered };
}

/** The stages in order; a rejection replaces the approval and is the last one. */
export function stagesOf(order: Order): Stage[] {
  const isRejected = order.state === 'REJECTED';
  const isApproved = order.state === 'APPROVED' || order.state === 'COMPLETED';
  const isCompleted = order.state === 'COMPLETED';
  const { received, share } = arrivedOf(order.items);
  if (order.state === 'CANCELLED') return cancelledStages(order);
  const stages: Stage[] = [
    { key: 'created', status: order.state === 'DRAFT' ? 'now' : 'done', at: order.createdAt, by: order.createdBy },
    { key: 'submitted', status: submission(order.state), at: order.submittedAt, by: order.submittedBy },
  ];
  if (isRejected) return [...stages, { key: 'rejected', status: 'stopped', at: order.rejectedAt, by: order.rejectedBy }];
  return [
    ...stages,
    { key: 'approved', status: isApproved ? 'done' : 'ahead', at: order.approvedAt, by: order.approvedBy },
    { key: 'received', status: arrival(isApproved, isCompleted, received, share), at: null, by: null },
    { key: 'completed', status: isCompleted ? 'done' : 'ahead', at: order.completedAt, by: null },
  ];
}

/** The stages before the cancellation, and the cancellation as the last one. */
function cancelledStages(order: Order): Stage[] {
  const stages: Stage[] = [
    { key: 'created', status: 'done', at: order.createdAt, by: order.createdBy },
    { key: 'submitted', status: 'done', at: order.submittedAt, by: order.submittedBy },
    { key: 'rejected', status: 'done', at: order.rejectedAt, by: order.rejectedBy },
    { key: 'approved', status: 'done', at: order.approvedAt, by: order.approvedBy },
  ];
  const cancelled: Stage = { key: 'cancelled', status: 'stopped', at: order.cancelledAt, by: order.cancelledBy };
  return [...stages.filter(({ at }) => at !== null), cancelled];
}

function submission(state: Order['state']): Stage['status'] {
  if (state === 'DRAFT') return 'ahead';
  return state === 'PENDING' ? 'now' : 'done';
}

function arrival(isApproved: boolean, isCompleted: boolean, received: number, share: number): Stage['status'] {
  if (!isApproved) return 'ahead';
  if (isCompleted) return received > 0 ? 'done' : 'ahead';
  return share >= 1 ? 'done' : 'now';
}
