import { expect, test } from 'vitest';

import { type Draft, type Field, changesOf, doubledFields, isMixed, missingFields } from './import-draft';

const DRAFT: Draft = {
  profile: '',
  columns: {},
  isMapped: false,
  encoding: 'cp949',
  dateOrder: null,
  decimalMark: null,
  statusWords: {},
  password: '',
  completeLines: false,
  completeStock: false,
  createsProducts: null,
  saveAs: '',
};
const field = (name: string, isRequired: boolean): Field => ({ name, table: name.split('.')[0] ?? '', column: name.split('.')[1] ?? '', isRequired, words: [] });
const FIELDS = [
  field('sales.date', true),
  field('sales.sku', true),
  field('orders.order_no', true),
  field('orders.ordered_at', true),
  field('orders.channel', false),
  field('order_items.order', true),
  field('order_items.line_no', true),
  field('order_items.product', true),
];

test('only what was changed is sent', () => {
  expect(changesOf('I', DRAFT, DRAFT)).toEqual({ id: 'I' });
  const draft: Draft = { ...DRAFT, encoding: 'utf-8', dateOrder: 'DMY', statusWords: { 배송보류: 'PAID', 기타: '' }, completeStock: true, password: 's' };
  expect(changesOf('I', DRAFT, draft)).toEqual({
    id: 'I',
    encoding: 'utf-8',
    dateOrder: 'DMY',
    statusWords: [{ word: '배송보류', status: 'PAID' }],
    completeStock: true,
    password: 's',
  });
});

test('mapped columns take the place of a profile, and a profile that of mapped columns', () => {
  const mapped: Draft = { ...DRAFT, isMapped: true, columns: { 판매일: 'sales.date', 비고: '' }, saveAs: ' 우리 매장 ' };
  expect(changesOf('I', DRAFT, mapped)).toEqual({ id: 'I', columns: [{ column: '판매일', field: 'sales.date' }], saveAs: '우리 매장' });
  expect(changesOf('I', mapped, { ...mapped, isMapped: false, profile: 'shopify-orders', saveAs: '' })).toEqual({ id: 'I', profile: 'shopify-orders', columns: [] });
});

test('required fields of the mapped tables are missing until a column holds them or names the same thing', () => {
  const missing = (columns: Record<string, string>) => missingFields(FIELDS, columns).map(({ name }) => name);
  expect(missing({})).toEqual([]);
  expect(missing({ A: 'sales.date' })).toEqual(['sales.sku']);
  expect(missing({ A: 'orders.order_no', B: 'order_items.product' })).toEqual(['orders.ordered_at']);
  expect(missing({ A: 'orders.order_no', B: 'orders.ordered_at' })).toEqual([]);
});

test('two columns for one field, and sales beside other tables, are found', () => {
  expect(doubledFields({ A: 'sales.date', B: 'sales.date', C: '', D: '' })).toEqual(['sales.date']);
  expect(isMixed({ A: 'sales.date', B: 'orders.channel' })).toBe(true);
  expect(isMixed({ A: 'sales.date', B: 'sales.sku' })).toBe(false);
});
