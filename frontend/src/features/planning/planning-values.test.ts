import { expect, test } from 'vitest';

import { makeFormat } from '@/lib/format';

import { VALUE_FIELDS, changesOf, formValues, formatValue } from './planning-values';

const setting = { serviceLevel: 0.975, reviewDays: 14, leadTimeDays: null, holdingCostRate: 0.29, orderingCost: '1500.50' };

test('a form that was not touched changes nothing', () => {
  expect(formValues(setting)).toEqual({ serviceLevel: 97.5, reviewDays: 14, leadTimeDays: null, holdingCostRate: 29, orderingCost: 1500.5 });
  expect(changesOf(setting, formValues(setting))).toBeNull();
  expect(changesOf(null, {})).toBeNull();
});

test('only what changed is sent, a cleared value as null', () => {
  expect(changesOf(setting, { ...formValues(setting), serviceLevel: 99.9, reviewDays: null })).toEqual({ serviceLevel: 0.999, reviewDays: null });
  expect(changesOf(null, { holdingCostRate: 0.1, orderingCost: 0 })).toEqual({ holdingCostRate: 0.001, orderingCost: '0.00' });
  // Percentages that binary fractions can't hold arrive as they were typed.
  expect(changesOf(null, { serviceLevel: 57.99 })).toEqual({ serviceLevel: 0.5799 });
});

test('the bounds of the form are those of the schema, percentages as people type them', () => {
  expect(VALUE_FIELDS.map(({ min, max }) => [min, max])).toEqual([
    [50, 99.9],
    [1, 366],
    [0, 730],
    [0.1, 500],
    [0, 1_000_000_000],
  ]);
});

test('values are formatted with their unit', () => {
  const format = makeFormat('en');
  const days = (count: string) => `${count} days`;
  expect(VALUE_FIELDS.map((field) => formatValue(field, setting, format, 'KRW', days))).toEqual(['97.5%', '14 days', '–', '29%', '₩1,501']);
  expect(VALUE_FIELDS.map((field) => formatValue(field, setting, format, null, days)).at(-1)).toBe('1,500.5');
});
