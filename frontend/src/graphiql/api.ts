/** Calls of the API. The access token lives in the page's memory only: closing or reloading the page forgets it. */

export type Session = { accessToken: string; expiresAt: string };
export type Answer = { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] };

const LOGIN = `mutation Login($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on SignedIn { accessToken expiresAt }
    ... on UserError { message }
  }
}`;

const LOGOUT = `mutation Logout {
  logout(input: {}) { __typename }
}`;

type LoginData = {
  login: ({ __typename: 'SignedIn' } & Session) | { __typename: string; message: string };
};

export async function send(body: object, token?: string): Promise<Answer> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

/** Sign in; the error's message can be shown to users. */
export async function signIn(email: string, password: string): Promise<Session> {
  const answer = await send({ query: LOGIN, variables: { input: { email, password } } });
  const login = (answer.data as LoginData | undefined)?.login;
  if (!login) throw new Error(answer.errors?.[0]?.message ?? 'The server gave no answer.');
  if ('accessToken' in login) return login;
  throw new Error(login.message);
}

/** End the session on the server, which deletes the cookie; the error's message can be shown to users. */
export async function signOut(token: string): Promise<void> {
  const answer = await send({ query: LOGOUT }, token);
  if (!answer.data) throw new Error(answer.errors?.[0]?.message ?? 'The server gave no answer.');
}
