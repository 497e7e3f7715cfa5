import { expect, test } from 'vitest';

import { freeName, fromSearch, isSame, toSearch } from './saved-view-state';

test('conditions go into a view and back into an address, the place in the list left out', () => {
  const parameters = fromSearch('?risk=HIGH&risk=LOW&orderBy=CODE&search=caf%C3%A9+%26+tea&after=Y3Vyc29y&no%20word=1');
  expect(parameters).toEqual([
    { name: 'risk', values: ['HIGH', 'LOW'] },
    { name: 'orderBy', values: ['CODE'] },
    { name: 'search', values: ['café & tea'] },
  ]);
  expect(toSearch(parameters)).toBe('?risk=HIGH&risk=LOW&orderBy=CODE&search=caf%C3%A9+%26+tea');
  expect(fromSearch('')).toEqual([]);
  expect(toSearch([])).toBe('');
});

test('views are the same whatever order their conditions are named in', () => {
  expect(isSame(fromSearch('?a=1&b=2&b=3'), fromSearch('?b=2&b=3&a=1'))).toBe(true);
  expect(isSame(fromSearch('?a=1'), fromSearch('?a=1&b=2'))).toBe(false);
});

test('a name that is taken gets the next number and stays within the limit', () => {
  expect(freeName(' Risky ', [], 60)).toBe('Risky');
  expect(freeName('Risky', ['Risky', 'Risky (2)'], 60)).toBe('Risky (3)');
  expect(freeName('x'.repeat(70), ['x'.repeat(60)], 60)).toBe(`${'x'.repeat(56)} (2)`);
});
