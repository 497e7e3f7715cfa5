import { ShellDocument } from '@/generated/graphql';

import { useAsk } from './api';

/** The last business day that the figures know; the shell has asked for it already. */
export function useAsOf(): string | null {
  return useAsk(ShellDocument, {}).data?.publishedRun?.logicalDate ?? null;
}
