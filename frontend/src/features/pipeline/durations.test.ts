import { expect, test } from 'vitest';

import { minutesAndSeconds, secondsOf, sharesOf } from './durations';

test('a run that goes on is measured up to now', () => {
  const startedAt = '2026-05-01T00:00:00Z';
  expect(secondsOf({ startedAt, finishedAt: '2026-05-01T00:01:30Z' })).toBe(90);
  expect(secondsOf({ startedAt, finishedAt: null }, Date.parse('2026-05-01T00:00:05Z'))).toBe(5);
  expect(secondsOf({ startedAt: null, finishedAt: null })).toBeNull();
});

test('seconds are carried over to minutes', () => {
  expect(minutesAndSeconds(59.6)).toEqual({ minutes: 1, seconds: 0 });
  expect(minutesAndSeconds(8.2)).toEqual({ minutes: 0, seconds: 8 });
});

test('the longest step has the whole bar', () => {
  expect(sharesOf([{ seconds: 5 }, { seconds: 20 }, { seconds: null }])).toEqual([0.25, 1, 0]);
  expect(sharesOf([{ seconds: 0 }])).toEqual([0]);
});
