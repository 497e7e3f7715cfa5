import { expect, test } from 'vitest';

import { EMPTY, inputLines, isReady, lineFor, problemOf, refusedLines } from './order-draft';

const sku = { code: 'A1', name: 'A', moq: 20, packSize: 12, maxOrderQuantity: 240, currency: 'KRW' };
const of = (quantity: number | null) => ({ sku, quantity, unitCost: null });

test('a new line orders what is recommended, at least the minimum', () => {
  expect(lineFor({ ...sku, onHand: 3, recommendedQuantity: 48 }).quantity).toBe(48);
  expect(lineFor({ ...sku, onHand: 3, recommendedQuantity: 0 }).quantity).toBe(20);
  expect(lineFor({ ...sku, moq: null, onHand: 3, recommendedQuantity: null }).quantity).toBe(1);
});

test('no units stop an order; a supplier’s term is only pointed out', () => {
  expect(problemOf(of(null))).toEqual({ kind: 'stop', key: 'quantity', units: 10_000_000 });
  expect(problemOf(of(10_000_001))?.kind).toBe('stop');
  expect(problemOf(of(0))?.kind).toBe('stop');
  expect(problemOf(of(12))).toEqual({ kind: 'hint', key: 'moq', units: 20 });
  expect(problemOf(of(25))).toEqual({ kind: 'hint', key: 'pack', units: 12 });
  expect(problemOf(of(252))).toEqual({ kind: 'hint', key: 'max', units: 240 });
  expect(problemOf(of(24))).toBeNull();
});

test('an order is ready with a supplier and units in every line', () => {
  expect(isReady(EMPTY)).toBe(false);
  expect(isReady({ ...EMPTY, supplier: 'N', lines: [of(24)] })).toBe(true);
  expect(isReady({ ...EMPTY, supplier: 'N', lines: [of(25), of(null)] })).toBe(false);
});

test('a price that was not named is left to the server', () => {
  const lines = [of(24), { ...of(36), unitCost: '12.50' }];
  expect(inputLines({ ...EMPTY, lines })).toEqual([
    { sku: 'A1', quantity: 24 },
    { sku: 'A1', quantity: 36, unitCost: '12.50' },
  ]);
});

test('refused lines are found by their place', () => {
  const problems = ['lines[2].unitCost', 'lines.0.sku', 'lines', 'expectedOn'].map((field) => ({ field, message: '' }));
  expect([...refusedLines(problems)]).toEqual([2, 0]);
});
