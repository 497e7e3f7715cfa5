import { expect, test } from 'vitest';

import { OutcomeError, RequestError, succeeded } from './errors';

type Outcome =
  | { __typename: 'SignedIn'; accessToken: string }
  | { __typename: 'ValidationFailed'; code: string; message: string; fieldErrors: { field: string; message: string }[] };

test('the success is handed on', () => {
  const outcome = { __typename: 'SignedIn', accessToken: 't' } as Outcome;
  expect(succeeded(outcome, 'SignedIn').accessToken).toBe('t');
});

test('a refusal is thrown with its code and fields', () => {
  const fieldErrors = [{ field: 'email', message: 'taken' }];
  const outcome = { __typename: 'ValidationFailed', code: 'VALIDATION_FAILED', message: 'no', fieldErrors } as Outcome;
  const thrown = (() => {
    try {
      return succeeded(outcome, 'SignedIn');
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(OutcomeError);
  expect(thrown).toMatchObject({ typename: 'ValidationFailed', code: 'VALIDATION_FAILED', fieldErrors });
});

test('an outcome without a code is a fault', () => {
  const outcome = { __typename: 'Other' } as unknown as Outcome;
  expect(() => succeeded(outcome, 'SignedIn')).toThrow(RequestError);
});
