/** The message of an error, in the user's language. */

import type { i18n } from 'i18next';

import { ApiDownError, BusyError, ForbiddenError, OutcomeError, RequestError, SignedOutError } from './errors';

function kindOf(error: unknown): string {
  if (error instanceof BusyError) return 'busy';
  if (error instanceof ApiDownError) return 'down';
  if (error instanceof ForbiddenError) return 'forbidden';
  if (error instanceof SignedOutError) return 'signedOut';
  return 'fault';
}

/** A sentence by the outcome's code where the language has one; else by the kind of error. */
export function errorText({ t, exists }: i18n, error: unknown): string {
  if (error instanceof OutcomeError || error instanceof RequestError) {
    const key = `common:outcome.${error.code}`;
    if (exists(key)) return t(key);
  }
  return t(`common:error.${kindOf(error)}.text`);
}

export function errorTitle({ t }: i18n, error: unknown): string {
  return t(`common:error.${kindOf(error)}.title`);
}
