import { expect, test } from 'vitest';

import { amountOf, sumsOf } from './draft-amounts';
import type { DraftLine } from './order-draft';

const sku = { code: 'A1', name: 'A', moq: null, packSize: null, maxOrderQuantity: null, currency: 'KRW', unitCost: '1200.50' };
const line: DraftLine = { sku, quantity: 3, unitCost: null };

test('the cost that was entered counts, then what the line cost, then the catalog', () => {
  expect(amountOf({ ...line, unitCost: '999.99', agreedCost: '1100' }, 'KRW')).toBe(2999.97);
  expect(amountOf({ ...line, agreedCost: '1100' }, 'KRW')).toBe(3300);
  expect(amountOf(line, 'KRW')).toBe(3601.5);
});

test('an amount without units or cost, or with a catalog cost in another currency, is not known', () => {
  expect(amountOf({ ...line, quantity: null }, 'KRW')).toBeNull();
  expect(amountOf({ ...line, sku: { ...sku, unitCost: null } }, 'KRW')).toBeNull();
  expect(amountOf(line, 'USD')).toBeNull();
  expect(amountOf({ ...line, unitCost: '0' }, 'USD')).toBe(0);
});

test('sums are exact to the cent and say what is missing to the minimum', () => {
  const tenths = Array.from({ length: 3 }, () => ({ ...line, quantity: 1, unitCost: '0.10' }));
  expect(sumsOf(tenths, { currency: 'KRW' })).toEqual({ total: 0.3, unknown: 0, missing: 0 });
  expect(sumsOf([line, { ...line, quantity: null }], { currency: 'KRW', minOrderValue: '5000.25' })).toEqual({ total: 3601.5, unknown: 1, missing: 1398.75 });
  expect(sumsOf([line], { currency: 'KRW', minOrderValue: '3601.50' }).missing).toBe(0);
});
