/** Operations as the pages use them: signed in, cached, and retried where that can help. */

import { QueryClient, type UseQueryResult, keepPreviousData, useQuery } from '@tanstack/react-query';

import { ApiDownError, SignedOutError } from './errors';
import { accessToken, renew } from './session';
import { type Document, send } from './transport';

const MAX_RETRIES = 2;

/** Send an operation as the signed-in user; an expired token is renewed once. */
export async function execute<R, V>(document: Document<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
  try {
    return await send(document, variables, await accessToken(), signal);
  } catch (error) {
    if (!(error instanceof SignedOutError)) throw error;
    return send(document, variables, await renew(), signal);
  }
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => error instanceof ApiDownError && count < MAX_RETRIES,
        retryDelay: (attempt) => 400 * 2 ** attempt,
        staleTime: 30_000,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** The name of a document's operation: first part of its cache key. */
export function operationName(document: { toString(): string }): string {
  return /(?:query|mutation)\s+(\w+)/.exec(document.toString())?.[1] ?? '';
}

type Options<R> = { enabled?: boolean; refetchInterval?: number | ((query: { state: { data?: R } }) => number); staleTime?: number };

/** Send a query; while the variables change, the previous data stays. */
export function useGraphQLQuery<R, V>(document: Document<R, V>, variables: V, options: Options<R> = {}): UseQueryResult<R> {
  return useQuery({
    queryKey: [operationName(document), variables],
    queryFn: ({ signal }) => execute(document, variables, signal),
    placeholderData: keepPreviousData,
    ...options,
  });
}
