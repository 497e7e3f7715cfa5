import { expect, test } from 'vitest';

import { NO_FILTER, day, filterInput } from './anomaly-filters';

test('only a real day of the address counts', () => {
  expect(day.read(['2026-05-01'])).toBe('2026-05-01');
  for (const text of ['2026-13-40', 'yesterday', '']) expect(day.read([text])).toBeNull();
});

test('only conditions that narrow are sent', () => {
  expect(filterInput(NO_FILTER)).toBeNull();
  expect(filterInput({ ...NO_FILTER, severity: ['HIGH'], from: '2026-05-01' })).toEqual({ severity: ['HIGH'], from: '2026-05-01' });
});
