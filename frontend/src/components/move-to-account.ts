/** Moves the views and columns stored in the browser to the account, once; what has been saved is removed here. */

import { type ListPage, SavedViewsDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { OutcomeError } from '@/lib/errors';

import { createView, setColumns } from './saved-view-changes';
import { removeLocalColumns, freeName, fromSearch, isSame, storeLocalViews, localColumns, localViews } from './saved-view-state';

/**
 * What the API refuses stays in the browser, is listed as such, and is tried again the
 * next time. A view with the same name and conditions is not moved; one with the same name only gets a number.
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
      storeLocalViews(page, localViews(page).filter((other) => other.name !== local.name));
    }
  }
}

/** A choice stored with the account takes precedence. */
async function moveColumns(page: ListPage, chosen: readonly string[] | null): Promise<void> {
  const hidden = localColumns(page);
  if (hidden !== null && (chosen !== null || (await isTaken(() => setColumns(page, hidden))))) removeLocalColumns(page);
}

/** Whether it was saved to the account; what is refused stays in the browser. */
async function isTaken(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof OutcomeError) return false;
    throw error;
  }
}
