import { ShellDocument } from '@/generated/graphql';

import { useGraphQLQuery } from './api';

/** The last business day that the figures know; the shell has asked for it already. */
export function useAsOf(): string | null {
  return useGraphQLQuery(ShellDocument, {}).data?.publishedRun?.logicalDate ?? null;
}
