import { expect, test } from 'vitest';

import { without } from './bulk';

test('chosen SKUs for which there is nothing to do are named, in the order of the choice', () => {
  expect(without(['C', 'A', 'B'], [{ sku: { code: 'A' } }, { sku: { code: 'A' } }])).toEqual(['C', 'B']);
  expect(without(['A'], [{ sku: { code: 'A' } }])).toEqual([]);
});
