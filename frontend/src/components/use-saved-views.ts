/** The saved views and hidden columns of a page, as the account keeps them. */

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { type ListPage, SavedViewsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { ApiDownError } from '@/lib/errors';

import { moveToAccount } from './move-to-account';
import { localColumns, localViews } from './saved-view-state';

export const SAVED_VIEWS = 'SavedViews';

/** Loaded while it is enabled; what this browser still stores is moved to the account after that. */
export function useSavedViews(page: ListPage, isEnabled = true) {
  const client = useQueryClient();
  const [hasLocal] = useState(() => localViews(page).length > 0 || localColumns(page) !== null);
  const query = useGraphQLQuery(SavedViewsDocument, { page }, { enabled: isEnabled || hasLocal });
  const { data } = query;
  useEffect(() => {
    if (hasLocal && data) void takeOver(client, page);
  }, [hasLocal, data, client, page]);
  return query;
}

/** Pages whose local views this window has tried to move: once, although two controls of a page request it. */
const tried = new WeakMap<QueryClient, Set<ListPage>>();

async function takeOver(client: QueryClient, page: ListPage): Promise<void> {
  const pages = tried.get(client) ?? new Set();
  if (pages.has(page)) return;
  tried.set(client, pages.add(page));
  try {
    await moveToAccount(page);
  } catch (error) {
    // The server was not reached: the views stay in this browser, are listed as such, and are tried again the next time.
    if (!(error instanceof ApiDownError)) throw error;
  } finally {
    await client.invalidateQueries({ queryKey: [SAVED_VIEWS, { page }] });
  }
}
