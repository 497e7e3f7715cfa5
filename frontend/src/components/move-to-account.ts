/** Moves the views and columns that a browser kept to the account, once: what has arrived is removed here. */

import { type ListPage, SavedViewsDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { OutcomeError } from '@/lib/errors';

import { createView, setColumns } from './saved-view-changes';
import { forgetLocalColumns, freeName, fromSearch, isSame, keepLocalViews, localColumns, localViews } from './saved-view-state';

/**
 * What the account refuses stays in the browser, is listed as such, and is tried again the
 * next time. Of the same name and conditions there is one view; of the same name alone, both.
 */
export async function moveToAccount(page: ListPage): Promise<void> {
  const { views, hiddenColumns, limits } = (await execute(SavedViewsDocument, { page })).savedViews;
  const own = views.filter(({ canEdit }) => canEdit).map(({ name, parameters }) => ({ name, parameters }));
  await moveColumns(page, hiddenColumns);
  for (const local of localViews(page)) {
    const parameters = fromSearch(local.search);
    const isThere = own.some((view) => view.name === local.name.trim() && isSame(view.parameters, parameters));
    const name = freeName(local.name, own.map((view) => view.name), limits.maxNameLength);
    if (isThere || (await isTaken(() => createView(page, name, parameters)))) {
      if (!isThere) own.push({ name, parameters });
      keepLocalViews(page, localViews(page).filter((other) => other.name !== local.name));
    }
  }
}

/** A choice that the account has already counts more. */
async function moveColumns(page: ListPage, chosen: readonly string[] | null): Promise<void> {
  const hidden = localColumns(page);
  if (hidden !== null && (chosen !== null || (await isTaken(() => setColumns(page, hidden))))) forgetLocalColumns(page);
}

/** Whether the account has taken it; what it refuses stays in the browser. */
async function isTaken(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof OutcomeError) return false;
    throw error;
  }
}
