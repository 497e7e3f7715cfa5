import { expect, test, vi } from 'vitest';

import { UNKNOWN, makeFormat } from './format';

const korean = makeFormat('ko');
const english = makeFormat('en');

test('money and numbers are written as the language does', () => {
  expect(korean.money('1234567.00', 'KRW')).toBe('₩1,234,567');
  expect(korean.shortMoney('123456789', 'KRW')).toBe('₩1.23억');
  expect(english.shortMoney('123456789', 'KRW')).toBe('₩123M');
  expect(english.money('1234.5', 'USD')).toBe('$1,234.50');
  expect(korean.percent(0.256)).toBe('26%');
  expect(english.signedUnits(12.4)).toBe('+12');
});

test('a business day stays that day in every zone', () => {
  expect(korean.date('2026-05-01')).toBe('2026년 5월 1일');
  expect(english.date('2026-05-01')).toBe('May 1, 2026');
});

test('what is not known is a dash, and zero is zero', () => {
  expect(korean.units(null)).toBe(UNKNOWN);
  expect(korean.money(undefined, 'KRW')).toBe(UNKNOWN);
  expect(korean.units(0)).toBe('0');
});

test('an age is given in its greatest whole unit', () => {
  vi.useFakeTimers({ now: new Date('2026-05-02T12:00:00Z') });
  expect(english.ago('2026-05-02T09:00:00Z')).toBe('3 hours ago');
  expect(english.ago('2026-04-30T11:00:00Z')).toBe('2 days ago');
  vi.useRealTimers();
});
