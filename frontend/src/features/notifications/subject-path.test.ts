import { expect, test } from 'vitest';

import { subjectPath } from './subject-path';

test('an order’s notification leads to the order, others to their list, some nowhere', () => {
  expect(subjectPath({ eventType: 'PURCHASE_ORDER_APPROVED', subjectId: 'a/b' })).toBe('/purchase-orders/a%2Fb');
  expect(subjectPath({ eventType: 'PURCHASE_ORDER_OVERDUE', subjectId: null })).toBeNull();
  expect(subjectPath({ eventType: 'RUN_FAILED', subjectId: 'x' })).toBe('/runs');
  expect(subjectPath({ eventType: 'TEST', subjectId: null })).toBeNull();
});
