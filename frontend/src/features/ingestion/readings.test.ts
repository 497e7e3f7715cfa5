import { expect, test } from 'vitest';

import { dateReadings, numberReadings } from './readings';

test('a date is read in each order in which it is one', () => {
  expect(dateReadings('03/04/2026')).toEqual([{ order: 'DMY', date: '2026-04-03' }, { order: 'MDY', date: '2026-03-04' }]);
  expect(dateReadings('03-04-05 09:30').map(({ date }) => date)).toEqual(['2005-04-03', '2005-03-04', '2003-04-05']);
  expect(dateReadings('31/04/2026')).toEqual([]);
  expect(dateReadings('13/04/2026')).toEqual([{ order: 'DMY', date: '2026-04-13' }]);
  expect(dateReadings('yesterday')).toEqual([]);
});

test('a number is read with a point and with a comma before its decimals', () => {
  expect(numberReadings('1.250')).toEqual([{ mark: 'POINT', value: 1.25 }, { mark: 'COMMA', value: 1250 }]);
  expect(numberReadings('₩12,900')).toEqual([{ mark: 'POINT', value: 12_900 }, { mark: 'COMMA', value: 12.9 }]);
  expect(numberReadings('–')).toEqual([]);
});
