import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { renew, sessionState } from './session';

const RENEWED = { __typename: 'RefreshSessionSuccess', accessToken: 'second', expiresAt: '2999-01-01T00:00:00+00:00' };
const JUST_RENEWED = { __typename: 'SessionJustRenewed', code: 'SESSION_JUST_RENEWED', message: '', retryAfterSeconds: 1 };

const answers: object[] = [];
const asked = vi.fn(() =>
  Promise.resolve(new Response(JSON.stringify({ data: { refreshSession: answers.shift() ?? JUST_RENEWED } }))),
);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', asked);
  asked.mockClear();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a renewal that another tab was quicker with is asked for again', async () => {
  answers.push(JUST_RENEWED, JUST_RENEWED, RENEWED);
  const renewed = renew();
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(renewed).resolves.toBe('second');
  expect(asked).toHaveBeenCalledTimes(3);
  expect(sessionState()).toBe('signed-in');
});

test('it is not asked for without end', async () => {
  answers.push(RENEWED);
  await renew();
  const refused = expect(renew()).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(30_000);
  await refused;
  expect(asked).toHaveBeenCalledTimes(1 + 12);
  expect(sessionState()).toBe('expired');
});
