/** The rows of a keyset list, page after page. */

type Page<T> = { nodes: readonly T[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

/** Fetches a page; `after` is the cursor of the page before, null for the first one. */
export type FetchPage<T> = (after: string | null) => Promise<Page<T>>;

/** Fetch all pages until there are `maxRows`; `onRows` receives the count after each page. */
export async function allPages<T>(fetchPage: FetchPage<T>, maxRows = Number.POSITIVE_INFINITY, onRows?: (count: number) => void): Promise<T[]> {
  const rows: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await fetchPage(after);
    rows.push(...page.nodes);
    onRows?.(rows.length);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after && rows.length < maxRows);
  return rows;
}
