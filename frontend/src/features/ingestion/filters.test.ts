import { expect, test } from 'vitest';

import { batchFilter, rejectedFilter } from './filters';

test('only conditions that narrow are sent', () => {
  expect(batchFilter({ table: [], status: [], rows: 'all' })).toBeNull();
  expect(batchFilter({ table: ['orders'], status: ['LOADED'], rows: 'rejected' })).toEqual({ tableName: ['orders'], status: ['LOADED'], hasRejected: true });
});

test('rows that are refused still are shown first, the others when asked for', () => {
  const none = { table: [], reason: [], batch: '' };
  expect(rejectedFilter({ ...none, state: 'open' })).toEqual({ isOpen: true });
  expect(rejectedFilter({ ...none, state: 'resolved' })).toEqual({ isOpen: false });
  expect(rejectedFilter({ ...none, state: 'all', batch: 'QQ', reason: ['NON_PRODUCT'] })).toEqual({ reason: ['NON_PRODUCT'], batchId: 'QQ' });
});
