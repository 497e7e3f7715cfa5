/** Instants as pickers show and take them: by the company's clocks, wherever the browser is. */

import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);

const WALL = 'YYYY-MM-DDTHH:mm:ss';

/** An instant as a picker shows it: what the company's clocks say then. */
export function onClock(instant: Dayjs, zone: string | undefined): Dayjs {
  return zone ? dayjs(instant.tz(zone).format(WALL)) : instant;
}

/** The instant at which the company's clocks say what a picker shows. */
export function instantOf(shown: Dayjs, zone: string | undefined): string {
  return (zone ? dayjs.tz(shown.format(WALL), zone) : shown).toISOString();
}
