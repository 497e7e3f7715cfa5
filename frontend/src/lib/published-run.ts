import { ShellDocument } from '@/generated/graphql';

import { useGraphQLQuery } from './api';

/** The `id` of the run that is published now; the shell has already loaded it. */
export function useNewestRunId(): string | null {
  return useGraphQLQuery(ShellDocument, {}).data?.publishedRun?.id ?? null;
}

/** The last business day of the data; the shell has already loaded it. */
export function useAsOf(): string | null {
  return useGraphQLQuery(ShellDocument, {}).data?.publishedRun?.logicalDate ?? null;
}
