/** What can go wrong with a request, by what a page can do about it. */

export type FieldProblem = { field: string; message: string };

/** No answer: offline, or the service or its database is down. Trying again may help. */
export class ApiDownError extends Error {
  override readonly name: string = 'ApiDownError';
}

/** The service is overloaded. Trying again will help. */
export class BusyError extends ApiDownError {
  override readonly name = 'BusyError';
}

/** The session has ended. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/** The role lacks the permission. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
}

/** A request that was refused or failed on the server; sending it again unchanged does not help. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A typed outcome of a mutation that is not its success. */
export class OutcomeError extends Error {
  override readonly name = 'OutcomeError';
  readonly typename: string;
  readonly code: string;
  readonly fieldErrors: readonly FieldProblem[];

  constructor(typename: string, code: string, message: string, fieldErrors: readonly FieldProblem[] = []) {
    super(message);
    this.typename = typename;
    this.code = code;
    this.fieldErrors = fieldErrors;
  }
}

export type Outcome = { __typename: string };
type Refusal = Outcome & { code: string; message: string; fieldErrors?: readonly FieldProblem[] };

function isRefusal(outcome: Outcome): outcome is Refusal {
  return 'code' in outcome && 'message' in outcome;
}

/** A mutation's outcome if it is of one of the named types; any other one is thrown as `OutcomeError`. */
export function succeeded<T extends Outcome, N extends readonly T['__typename'][]>(
  outcome: T,
  ...names: N
): Extract<T, { __typename: N[number] }> {
  if (names.some((name) => name === outcome.__typename)) return outcome as Extract<T, { __typename: N[number] }>;
  if (isRefusal(outcome)) throw new OutcomeError(outcome.__typename, outcome.code, outcome.message, outcome.fieldErrors);
  throw new RequestError('UNKNOWN_OUTCOME', outcome.__typename);
}
