import { ShellDocument } from '@/generated/graphql';

import { useGraphQLQuery } from './api';

/** The last business day of the data; the shell has already loaded it. */
export function useAsOf(): string | null {
  return useGraphQLQuery(ShellDocument, {}).data?.publishedRun?.logicalDate ?? null;
}
