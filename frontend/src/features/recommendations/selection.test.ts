// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';

import { type Row, bySupplier, canBeOrdered, useSelection } from './selection';

function row(id: string, supplier: string | null, unitCost?: string | null): Row {
  return {
    id,
    quantity: 10,
    orderedSince: 0,
    remaining: 10,
    orderBy: null,
    daysOverdue: 0,
    expectedArrival: null,
    orderUpTo: 20,
    assumptions: [],
    currency: 'KRW',
    stockoutProbability: 0.4,
    status: 'OPEN',
    unitCost,
    waterfall: [],
    supplier: supplier === null ? null : { code: supplier, name: `${supplier} Co` },
    sku: { code: id, name: id, stockoutRisk: 'LOW', moneyAtRisk: null, currency: 'KRW', moq: null, packSize: null, maxOrderQuantity: null, lifecycle: 'ACTIVE' as const, openOrders: [] },
  };
}

test('choices are split by supplier, with their units and cost', () => {
  const orders = bySupplier([
    { row: row('a', 'S1', '100.50'), quantity: 10 },
    { row: row('b', 'S2', '5'), quantity: 1 },
    { row: row('c', 'S1', '10'), quantity: 2 },
  ]);
  expect(orders.map(({ code, units, cost }) => [code, units, cost])).toEqual([
    ['S1', 12, 1025],
    ['S2', 1, 5],
  ]);
});

test('a hidden cost makes the sum unknown, not smaller', () => {
  const [order] = bySupplier([
    { row: row('a', 'S1', '100'), quantity: 1 },
    { row: row('b', 'S1', null), quantity: 1 },
  ]);
  expect(order?.cost).toBeNull();
});

test('only what is open and has a supplier can be ordered', () => {
  expect(canBeOrdered(row('a', 'S1'))).toBe(true);
  expect(canBeOrdered(row('a', null))).toBe(false);
  expect(canBeOrdered({ ...row('a', 'S1'), status: 'ORDERED' })).toBe(false);
});

test('what was chosen on cards stays chosen when a table adds and removes rows', () => {
  const { result } = renderHook(() => useSelection());
  act(() => result.current.toggle(row('a', 'S1')));
  act(() => result.current.setQuantity('a', 3));
  act(() => result.current.replace(['a', 'b'], [undefined, row('b', 'S2')]));
  expect([...result.current.chosen.values()].map(({ row: chosen, quantity }) => [chosen.id, quantity])).toEqual([
    ['a', 3],
    ['b', 10],
  ]);
  act(() => result.current.replace(['b'], [row('b', 'S2')]));
  expect([...result.current.chosen.keys()]).toEqual(['b']);
});
