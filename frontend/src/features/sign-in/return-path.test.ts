// @vitest-environment jsdom
import { expect, test } from 'vitest';

import { pathWithin } from './return-path';

test.each([
  ['/skus?risk=HIGH&risk=MEDIUM', '/skus?risk=HIGH&risk=MEDIUM'],
  [null, '/'],
  ['', '/'],
  ['https://evil.example/x', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('%s leads to %s', (given, path) => {
  expect(pathWithin(given)).toBe(path);
});
