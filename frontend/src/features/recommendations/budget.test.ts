import { expect, test } from 'vitest';

import { type PlanLine, amount, choicesOf, partition, typedAmount } from './budget';

function line(sku: string, quantity: number, recommendation: PlanLine['recommendation'] = null): PlanLine {
  return { sku, name: sku, recommended: 10, quantity, cost: '0', expectedProfit: '0', returnOnCost: 0.5, isCut: quantity < 10, recommendation };
}

const row = (status: 'OPEN' | 'ORDERED') =>
  ({ id: status, quantity: 10, status, supplier: { code: 'S', name: 'S' } }) as NonNullable<PlanLine['recommendation']>;

test('the cut is between what is bought whole and what is not', () => {
  const { bought, partly, left } = partition([line('a', 0), line('b', 10), line('c', 4), line('d', 10)]);
  expect([bought, partly, left].map((lines) => lines.map(({ sku }) => sku))).toEqual([['b', 'd'], ['c'], ['a']]);
});

test('orders are made of what is bought and still open, in the quantity of the plan', () => {
  const lines = [line('a', 4, row('OPEN')), line('b', 0, row('OPEN')), line('c', 10, row('ORDERED')), line('d', 10)];
  expect(choicesOf(lines).map(({ quantity }) => quantity)).toEqual([4]);
});

test('only whole amounts are read from an address', () => {
  expect(amount.read(['2500000'])).toBe(2_500_000);
  for (const wrong of ['-1', '1e9', '12.5', 'much', '']) expect(amount.read([wrong])).toBeNull();
  expect(amount.write(0)).toEqual(['0']);
});

test.each([
  ['2,500,000', 2_500_000],
  ['2500000', 2_500_000],
  [' ₩2,500,000 ', 2_500_000],
  ['２５００', 2500],
  ['1,500.99', 1500],
  ['0', 0],
  ['', null],
  ['-', null],
])('%j is typed as %j', (entered, expected) => {
  expect(typedAmount(entered)).toBe(expected);
});
