import { expect, test } from 'vitest';

import { arrivedOf, stagesOf } from './progress';

const order = {
  state: 'PENDING' as const,
  createdAt: '2026-05-01T00:00:00Z',
  createdBy: 'a',
  submittedAt: '2026-05-02T00:00:00Z',
  submittedBy: 'a',
  approvedAt: null,
  approvedBy: null,
  rejectedAt: null,
  rejectedBy: null,
  completedAt: null,
  cancelledAt: null,
  cancelledBy: null,
  items: [
    { quantity: 30, receivedQuantity: 0 },
    { quantity: 10, receivedQuantity: 0 },
  ],
};
const statuses = (of: Parameters<typeof stagesOf>[0]) => stagesOf(of).map(({ key, status }) => `${key} ${status}`);

test('what arrived is a share of all units', () => {
  expect(arrivedOf([{ quantity: 30, receivedQuantity: 10 }, { quantity: 10, receivedQuantity: 0 }])).toEqual({ ordered: 40, received: 10, share: 0.25 });
  expect(arrivedOf([]).share).toBe(0);
});

test('a submitted order waits at its submission', () => {
  expect(statuses(order)).toEqual(['created done', 'submitted now', 'approved ahead', 'received ahead', 'completed ahead']);
});

test('an approved order waits for what is still to arrive', () => {
  const part = { ...order, state: 'APPROVED' as const, items: [{ quantity: 10, receivedQuantity: 4 }] };
  expect(statuses(part)[3]).toBe('received now');
  expect(statuses({ ...part, items: [{ quantity: 10, receivedQuantity: 10 }] })[3]).toBe('received done');
});

test('a rejection ends the way, and a closed order that nothing came of has not arrived', () => {
  expect(statuses({ ...order, state: 'REJECTED' })).toEqual(['created done', 'submitted done', 'rejected stopped']);
  expect(statuses({ ...order, state: 'COMPLETED' }).slice(3)).toEqual(['received ahead', 'completed done']);
});

test('a cancellation ends the way after what was done before', () => {
  const cancelled = { ...order, state: 'CANCELLED' as const, cancelledAt: '2026-05-03T00:00:00Z', cancelledBy: 'b' };
  expect(stagesOf(cancelled).map(({ key, status }) => `${key} ${status}`)).toEqual(['created done', 'submitted done', 'cancelled stopped']);
});
