/** One GraphQL operation over HTTP. */

import type { TypedDocumentString } from '@/generated/graphql';

import { ApiDownError, BusyError, ForbiddenError, RequestError, SignedOutError } from './errors';

type Problem = { message: string; extensions?: { code?: string } };
type Answer<R> = { data?: R | null; errors?: Problem[] };

export type Document<R, V> = TypedDocumentString<R, V>;

/** Send an operation and give back its data. Throws the classes of `errors.ts`; an abort stays an `AbortError`. */
export async function send<R, V>(
  document: Document<R, V>,
  variables: V,
  token: string | null,
  signal?: AbortSignal,
): Promise<R> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  const body = JSON.stringify({ query: document.toString(), variables });
  const answer = await read<R>(await reach(() => fetch('/graphql', { method: 'POST', headers, body, signal })));
  const problem = answer.errors?.find((found) => !isWithheld(found, answer));
  if (problem) throw asError(problem);
  if (answer.data == null) throw new RequestError('NO_DATA', 'The answer has no data.');
  return answer.data;
}

/** A value hidden from the role is null; the rest of the data is valid. */
function isWithheld({ extensions }: Problem, { data }: Answer<unknown>): boolean {
  return extensions?.code === 'FORBIDDEN' && data != null;
}

async function reach(request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof TypeError) throw new ApiDownError(error.message);
    throw error;
  }
}

/** A proxy's page or a truncated response is not JSON: the service was not reached. */
async function read<R>(response: Response): Promise<Answer<R>> {
  try {
    return (await response.json()) as Answer<R>;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiDownError(`HTTP ${response.status}`);
  }
}

function asError({ message, extensions }: Problem): Error {
  const code = extensions?.code ?? 'UNKNOWN';
  if (code === 'UNAUTHENTICATED') return new SignedOutError(message);
  if (code === 'FORBIDDEN') return new ForbiddenError(message);
  if (code === 'BUSY') return new BusyError(message);
  if (code === 'UNAVAILABLE') return new ApiDownError(message);
  return new RequestError(code, message);
}
