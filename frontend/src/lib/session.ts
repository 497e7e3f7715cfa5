/**
 * The signed-in session: an access token in memory, renewed through a cookie that scripts can't read.
 *
 * A cookie can be exchanged once, so only one exchange may run: one promise within a tab, a lock across
 * tabs. When one tab ends the session, the others are notified.
 */

import {
  CreateFirstAdministratorDocument,
  type CreateFirstAdministratorInput,
  LoginDocument,
  type LoginInput,
  LogoutDocument,
  RefreshSessionDocument,
} from '@/generated/graphql';

import { SignedOutError, succeeded } from './errors';
import { send } from './transport';

/** `left`: signed out on purpose, here or in another tab; `expired`: ended while the user was working. */
type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'left' | 'expired';

type Token = { text: string; endsAt: number };

const EARLY_MS = 20_000;
/** Longer than the ten seconds in which the server accepts a cookie that another tab has just used. */
const MAX_ATTEMPTS = 12;
const LOCK = 'jaego-session';

let token: Token | null = null;
let state: SessionState = 'unknown';
let renewal: Promise<string> | null = null;
const listeners = new Set<() => void>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(LOCK);
channel?.addEventListener('message', () => end('left'));

export const sessionState = (): SessionState => state;

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setState(next: SessionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

function storeToken(issued: { accessToken: string; expiresAt: string }): string {
  token = { text: issued.accessToken, endsAt: Date.parse(issued.expiresAt) };
  setState('signed-in');
  return token.text;
}

function end(how: 'signed-out' | 'left' | 'expired'): void {
  token = null;
  setState(how);
}

export async function signIn(input: LoginInput): Promise<void> {
  const { login } = await send(LoginDocument, { input }, null);
  storeToken(succeeded(login, 'SignedIn'));
}

/** Create the first user by the link's code; the user is signed in. */
export async function createFirstAdministrator(input: CreateFirstAdministratorInput): Promise<void> {
  const { createFirstAdministrator: outcome } = await send(CreateFirstAdministratorDocument, { input }, null);
  storeToken(succeeded(outcome, 'SignedIn'));
}

export async function signOut(everywhere: boolean): Promise<void> {
  await send(LogoutDocument, { input: { everywhere } }, token?.text ?? null);
  channel?.postMessage('left');
  end('left');
}

/** A valid token. Throws `SignedOutError` if there is no session. */
export async function accessToken(): Promise<string> {
  if (token && token.endsAt - Date.now() > EARLY_MS) return token.text;
  return renew();
}

/** Exchange the cookie for the next token; callers at the same time share one exchange. */
export function renew(): Promise<string> {
  renewal ??= alone(() => exchange()).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** Without locks (plain HTTP on another host) tabs can't coordinate; the second one tries again with the first one's cookie. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(LOCK, work) : work();
}

async function exchange(tries = 1): Promise<string> {
  const wasSignedIn = state === 'signed-in';
  const { refreshSession } = await send(RefreshSessionDocument, {}, null);
  if (refreshSession.__typename === 'SignedIn') return storeToken(refreshSession);
  if (refreshSession.__typename === 'SessionJustRenewed' && tries < MAX_ATTEMPTS) {
    const { retryAfterSeconds } = refreshSession;
    await new Promise((resolve) => setTimeout(resolve, retryAfterSeconds * 1000));
    return exchange(tries + 1);
  }
  end(wasSignedIn ? 'expired' : 'signed-out');
  throw new SignedOutError(refreshSession.message);
}
