import { expect, test } from 'vitest';

import { barsOf } from './term-bars';

test('each bar begins where the one before ended, and the total starts at zero', () => {
  const terms = [
    { key: 'a', label: 'A', value: 40 },
    { key: 'b', label: 'B', value: -55 },
    { key: 'c', label: 'C', value: 20 },
  ];
  const bars = barsOf(terms, { key: 'total', label: 'T', value: 5 }).map(({ from, to }) => [from, to]);
  expect(bars).toEqual([
    [0, 40],
    [-15, 40],
    [-15, 5],
    [0, 5],
  ]);
});
