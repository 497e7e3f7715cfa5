import { expect, test } from 'vitest';

import { NOTHING, type Planned, inputOf, isChanged, termChanges } from './what-if';

test('only what is changed is asked', () => {
  expect(inputOf('A-1', '2026-06-30', NOTHING)).toEqual({ sku: 'A-1' });
  expect(inputOf('A-1', '2026-06-30', { ...NOTHING, leadTimeDays: 20, price: 9900.5 })).toEqual({ sku: 'A-1', leadTimeDays: 20, price: '9900.5' });
  expect(inputOf('A-1', '2026-06-30', { ...NOTHING, delayDays: 0, discountRate: 0.2 })).toEqual({
    sku: 'A-1',
    delayDays: 0,
    promotion: { startsOn: '2026-07-01', endsOn: '2026-07-14', discountRate: 0.2 },
  });
});

test('a change to nothing is a change', () => {
  expect(isChanged(NOTHING)).toBe(false);
  expect(isChanged({ ...NOTHING, delayDays: 0 })).toBe(true);
});

test('terms of either quantity stand beside each other', () => {
  const planned = (waterfall: Planned['waterfall']) => ({ waterfall }) as Planned;
  const stored = planned([
    { key: 'EXPECTED_DEMAND', units: 40 },
    { key: 'MOQ', units: 5 },
  ]);
  const changed = planned([
    { key: 'EXPECTED_DEMAND', units: 60 },
    { key: 'PACK_ROUNDING', units: 2 },
  ]);
  expect(termChanges(stored, changed)).toEqual([
    { key: 'EXPECTED_DEMAND', stored: 40, changed: 60 },
    { key: 'PACK_ROUNDING', stored: 0, changed: 2 },
    { key: 'MOQ', stored: 5, changed: 0 },
  ]);
});
