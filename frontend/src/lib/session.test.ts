import { beforeEach, expect, test, vi } from 'vitest';

type Answer = { status?: number; body: unknown };

/** The API, as far as these tests go: operations by name, and what was sent. */
function serve(answers: Record<string, Answer | (() => Answer)>) {
  const sent: { name: string; token: string | null }[] = [];
  vi.stubGlobal('fetch', async (_address: string, { body, headers }: RequestInit) => {
    const name = /(?:query|mutation)\s+(\w+)/.exec((JSON.parse(String(body)) as { query: string }).query)?.[1] ?? '';
    sent.push({ name, token: (headers as Record<string, string>).Authorization ?? null });
    const answer = answers[name];
    if (!answer) throw new TypeError('Failed to fetch');
    const { status = 200, body: content } = typeof answer === 'function' ? answer() : answer;
    return new Response(JSON.stringify(content), { status });
  });
  return sent;
}

const refreshed = (accessToken: string, seconds = 600): Answer => ({
  body: {
    data: {
      refreshSession: {
        __typename: 'SignedIn',
        accessToken,
        expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
      },
    },
  },
});
const ended: Answer = {
  body: { data: { refreshSession: { __typename: 'SessionEnded', code: 'SESSION_ENDED', message: 'The session has ended.' } } },
};
const nobody: Answer = { body: { errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }] } };

async function fresh() {
  vi.resetModules();
  const session = await import('./session');
  const { execute } = await import('./api');
  const { ShellDocument } = await import('@/generated/graphql');
  const errors = await import('./errors');
  return { session, execute, ShellDocument, errors };
}

beforeEach(() => {
  vi.unstubAllGlobals();
});

test('many callers at once share one exchange of the cookie', async () => {
  const sent = serve({ RefreshSession: refreshed('one') });
  const { session } = await fresh();
  expect(await Promise.all([session.accessToken(), session.accessToken(), session.renew()])).toEqual(['one', 'one', 'one']);
  expect(sent).toHaveLength(1);
  expect(session.sessionState()).toBe('signed-in');
});

test('a token that is about to end is renewed before it is used', async () => {
  let count = 0;
  serve({ RefreshSession: () => refreshed(`token-${(count += 1)}`, count === 1 ? 10 : 600) });
  const { session } = await fresh();
  expect(await session.accessToken()).toBe('token-1');
  expect(await session.accessToken()).toBe('token-2');
  expect(await session.accessToken()).toBe('token-2');
});

test('an operation whose token does not count any more is sent once more with the next one', async () => {
  let count = 0;
  const data = { me: null };
  const sent = serve({
    RefreshSession: () => refreshed(`token-${(count += 1)}`),
    Shell: () => (count === 1 ? nobody : { body: { data } }),
  });
  const { execute, ShellDocument } = await fresh();
  expect(await execute(ShellDocument, {})).toEqual(data);
  expect(sent.filter(({ name }) => name === 'Shell').map(({ token }) => token)).toEqual(['Bearer token-1', 'Bearer token-2']);
});

test('without a session nobody is signed in; one that ends under the hands has expired', async () => {
  let answer = ended;
  serve({ RefreshSession: () => answer, Shell: nobody });
  const { session, execute, ShellDocument, errors } = await fresh();
  await expect(session.renew()).rejects.toBeInstanceOf(errors.SignedOutError);
  expect(session.sessionState()).toBe('signed-out');
  answer = refreshed('one');
  await session.renew();
  answer = ended;
  await expect(execute(ShellDocument, {})).rejects.toBeInstanceOf(errors.SignedOutError);
  expect(session.sessionState()).toBe('expired');
});

test.each([
  ['no connection', {}, 'ApiDownError'],
  ['a database that is down', { status: 503, body: { errors: [{ message: 'x', extensions: { code: 'UNAVAILABLE' } }] } }, 'ApiDownError'],
  ['a role that does not reach', { body: { errors: [{ message: 'x', extensions: { code: 'FORBIDDEN' } }] } }, 'ForbiddenError'],
  ['a limit', { body: { errors: [{ message: 'x', extensions: { code: 'LIMIT_EXCEEDED' } }] } }, 'RequestError'],
  ['no data', { body: { data: null } }, 'RequestError'],
])('%s is identified by its class', async (_case, answer, name) => {
  serve({ RefreshSession: refreshed('one'), ...('body' in answer && { Shell: answer }) });
  const { execute, ShellDocument } = await fresh();
  await expect(execute(ShellDocument, {})).rejects.toMatchObject({ name });
});

test('a page from a proxy is not a response of the service', async () => {
  vi.stubGlobal('fetch', async () => new Response('<html>Bad gateway</html>', { status: 502 }));
  const { session } = await fresh();
  await expect(session.renew()).rejects.toMatchObject({ name: 'ApiDownError', message: 'HTTP 502' });
  expect(session.sessionState()).toBe('unknown');
});
