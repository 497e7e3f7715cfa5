import dayjs from 'dayjs';
import { expect, test } from 'vitest';

import { instantOf, onClock } from './clock';
import { makeFormat } from './format';

const INSTANT = '2026-04-30T16:30:00.000Z';

test.each([
  ['Asia/Seoul', '2026-05-01 01:30', 'May 1, 2026, 1:30 AM'],
  ['America/Los_Angeles', '2026-04-30 09:30', 'Apr 30, 2026, 9:30 AM'],
])('an instant reads and is typed as the clocks of %s show it', (zone, clock, text) => {
  const shown = onClock(dayjs(INSTANT), zone);
  expect(shown.format('YYYY-MM-DD HH:mm')).toBe(clock);
  expect(instantOf(shown, zone)).toBe(INSTANT);
  expect(makeFormat('en', zone).dateTime(INSTANT).replace(/\s/g, ' ')).toBe(text);
});
