/** How long a run and its steps took. */

type Times = { startedAt: string | null; finishedAt: string | null };

/** Seconds of a run, up to now while it runs; null before it began. */
export function secondsOf({ startedAt, finishedAt }: Times, now = Date.now()): number | null {
  if (!startedAt) return null;
  return Math.max(0, ((finishedAt ? Date.parse(finishedAt) : now) - Date.parse(startedAt)) / 1000);
}

/** Minutes and seconds as two whole numbers. */
export function minutesAndSeconds(seconds: number): { minutes: number; seconds: number } {
  const whole = Math.round(seconds);
  return { minutes: Math.floor(whole / 60), seconds: whole % 60 };
}

/** Each step's share of the longest one, for its bar. */
export function sharesOf(steps: readonly { seconds: number | null }[]): number[] {
  const longest = Math.max(...steps.map(({ seconds }) => seconds ?? 0), 0);
  return steps.map(({ seconds }) => (longest === 0 ? 0 : (seconds ?? 0) / longest));
}
