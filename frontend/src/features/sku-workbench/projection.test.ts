import { expect, test } from 'vitest';

import { project, stockoutDay } from './projection';

const days = (count: number, mean: number) =>
  Array.from({ length: count }, (_, index) => ({ date: `2026-05-${String(index + 1).padStart(2, '0')}`, mean }));
const totals = [
  { days: 2, total: { mean: 20, p10: 10, p90: 30 } },
  { days: 4, total: { mean: 40, p10: 30, p90: 50 } },
];

test('stock goes down by what is sold, and between its bounds', () => {
  const found = project({ free: 100, daily: days(4, 10), totals, arrivals: [] });
  expect(found.map((day) => day.expected)).toEqual([90, 80, 70, 60]);
  // On the fourth day 40 are sold as expected, 30 to 50 with probability 0.8.
  expect(found[3]).toMatchObject({ low: 50, high: 70 });
  expect(found[1]).toMatchObject({ low: 70, high: 90 });
});

test('what is sold out is lost, so that an arrival is there in full', () => {
  const arrivals = [{ date: '2026-05-03', units: 50 }];
  const found = project({ free: 12, daily: days(4, 10), totals: [], arrivals });
  expect(found.map((day) => [day.expected, day.arriving])).toEqual([
    [2, 0],
    [0, 0],
    [40, 50],
    [30, 0],
  ]);
  expect(stockoutDay(found)).toBe('2026-05-02');
});

test('an arrival that is overdue comes on the first day, a debt of stock counts as none', () => {
  const found = project({ free: -5, daily: days(1, 10), totals: [], arrivals: [{ date: '2026-04-20', units: 30 }] });
  expect(found[0]).toMatchObject({ expected: 20, arriving: 30 });
  expect(stockoutDay(found)).toBeNull();
});

test('without a forecast there is nothing to project', () => {
  expect(project({ free: 5, daily: [], totals: [], arrivals: [] })).toEqual([]);
});
