import { expect, test } from 'vitest';

import { NO_FILTER, filterInput } from './order-filters';

test('conditions that do not narrow are not sent', () => {
  expect(filterInput(NO_FILTER)).toBeNull();
  expect(filterInput({ ...NO_FILTER, search: '  ' })).toBeNull();
});

test('each condition is sent by its name', () => {
  const all = filterInput({ search: ' 7 ', state: ['PENDING'], supplier: ['N'], sku: ['A1'], whose: 'mine', split: 'suspect' });
  expect(all).toEqual({ search: '7', state: ['PENDING'], supplier: ['N'], sku: ['A1'], isMine: true, isSplitSuspect: true });
});
