/** Mutations as actions send them: the expected outcome is returned, any other one is thrown. */

import { useRef } from 'react';

import { IDEMPOTENT_OPERATIONS } from '@/generated/operations';

import { execute, operationName } from './api';
import { type Outcome, succeeded } from './errors';
import type { Document } from './transport';

/** The outcomes of a mutation's one field. */
type Outcomes<R> = Extract<NonNullable<R[keyof R]>, Outcome>;

/** Send an input; returns the outcome if it is one of the named types, and throws `OutcomeError` otherwise. */
export type Mutate = <R, I extends object, N extends readonly Outcomes<R>['__typename'][]>(
  document: Document<R, { input: I }>,
  input: NoInfer<I>,
  ...names: N
) => Promise<Extract<Outcomes<R>, { __typename: N[number] }>>;

/**
 * The function that sends mutations, with idempotency keys where the API takes them: a request that is sent again after
 * its response was lost has the same key, so it has no second effect. After a response, the same request is a new one.
 */
export function useMutate(): Mutate {
  const keys = useRef(new Map<string, string>());
  return async (document, input, ...names) => {
    const request = JSON.stringify([operationName(document), input]);
    const key = keys.current.get(request) ?? newIdempotencyKey();
    keys.current.set(request, key);
    const withKey = IDEMPOTENT_OPERATIONS.has(operationName(document)) ? { ...input, idempotencyKey: key } : input;
    return outcomeOf(document, withKey).then((outcome) => {
      keys.current.delete(request);
      return succeeded(outcome, ...names);
    });
  };
}

/** Send a mutation whose repetition does no harm. */
export const mutate: Mutate = async (document, input, ...names) => outcomeOf(document, input).then((outcome) => succeeded(outcome, ...names));

/** The value of the mutation's one field. */
async function outcomeOf<R, I>(document: Document<R, { input: I }>, input: I): Promise<Outcomes<R>> {
  return Object.values((await execute(document, { input })) as object)[0] as Outcomes<R>;
}

function newIdempotencyKey(): string {
  // `randomUUID` is missing on plain HTTP; these bytes are not.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
