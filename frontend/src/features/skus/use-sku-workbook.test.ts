import { expect, test } from 'vitest';

import { workbookPath } from './use-sku-workbook';

test('the file is asked for with the conditions of the list, each value by itself', () => {
  expect(workbookPath({ search: '차 & tea', risk: ['HIGH', 'LOW'] }, 'CODE', 'ko')).toBe(
    '/skus.xlsx?search=%EC%B0%A8+%26+tea&risk=HIGH&risk=LOW&orderBy=CODE&language=ko',
  );
  expect(workbookPath(null, 'RISK', 'en')).toBe('/skus.xlsx?orderBy=RISK&language=en');
});
