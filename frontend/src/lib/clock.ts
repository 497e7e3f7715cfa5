/** Instants in pickers, in the company's time zone. */

import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);

const WALL = 'YYYY-MM-DDTHH:mm:ss';

/** An instant as a picker shows it, in the company's time zone. */
export function onClock(instant: Dayjs, zone: string | undefined): Dayjs {
  return zone ? dayjs(instant.tz(zone).format(WALL)) : instant;
}

/** The instant of a picker's value in the company's time zone. */
export function instantOf(shown: Dayjs, zone: string | undefined): string {
  return (zone ? dayjs.tz(shown.format(WALL), zone) : shown).toISOString();
}
