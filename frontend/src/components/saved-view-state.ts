/** Saved views as URLs, and those that older versions stored in this browser. */

import type { ListPage, ViewParameterInput } from '@/generated/graphql';

type LocalView = { name: string; search: string };

/** The names under which this browser stores the views and columns of a page. */
const LOCAL_NAMES: Record<ListPage, string> = {
  SKUS: 'skus',
  RECOMMENDATIONS: 'recommendations',
  PURCHASE_ORDERS: 'purchasing',
  ANOMALIES: 'anomalies',
};
const NAME = /^[A-Za-z]\w{0,49}$/;
/** The page of a list is not part of a view. */
const CURSOR = 'after';

/** The conditions and the order in a URL. */
export function fromSearch(search: string): ViewParameterInput[] {
  const parameters = new URLSearchParams(search);
  const names = new Set(parameters.keys());
  return [...names]
    .filter((name) => name !== CURSOR && NAME.test(name))
    .map((name) => ({ name, values: parameters.getAll(name) }));
}

export function toSearch(parameters: readonly ViewParameterInput[]): string {
  const pairs = parameters.flatMap(({ name, values }) => values.map((value): [string, string] => [name, value]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

/** The same conditions, in whatever order they are named. */
export function isSame(one: readonly ViewParameterInput[], other: readonly ViewParameterInput[]): boolean {
  const text = (parameters: readonly ViewParameterInput[]) => {
    const pairs = new URLSearchParams(toSearch(parameters));
    pairs.sort();
    return pairs.toString();
  };
  return text(one) === text(other);
}

/** The name, with the next number after it if it is taken; never longer than allowed. */
export function freeName(name: string, taken: readonly string[], maxLength: number): string {
  const bare = name.trim().slice(0, maxLength).trim();
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const tried = `${bare.slice(0, maxLength - suffix.length)}${suffix}`;
    if (!taken.includes(tried)) return tried;
  }
}

/** Other content, such as that of another program, is ignored. */
export function localViews(page: ListPage): LocalView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`jaego.views.${LOCAL_NAMES[page]}`) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isLocalView) : [];
  } catch {
    return [];
  }
}

export function storeLocalViews(page: ListPage, views: readonly LocalView[]): void {
  const key = `jaego.views.${LOCAL_NAMES[page]}`;
  if (views.length > 0) localStorage.setItem(key, JSON.stringify(views));
  else localStorage.removeItem(key);
}

/** The hidden columns that this browser stores; null: none were chosen. */
export function localColumns(page: ListPage): string[] | null {
  return localStorage.getItem(`jaego.columns.${LOCAL_NAMES[page]}`)?.split(',').filter((key) => NAME.test(key)) ?? null;
}

export function removeLocalColumns(page: ListPage): void {
  localStorage.removeItem(`jaego.columns.${LOCAL_NAMES[page]}`);
}

function isLocalView(kept: unknown): kept is LocalView {
  if (typeof kept !== 'object' || kept === null) return false;
  const { name, search } = kept as Record<string, unknown>;
  return typeof name === 'string' && name.trim() !== '' && typeof search === 'string';
}
