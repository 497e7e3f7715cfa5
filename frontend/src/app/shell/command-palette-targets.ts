/** What the palette offers for a text: pages by name, SKUs by the API's search. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { StockoutRisk } from '@/generated/enums';
import { PaletteSkusDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useCaller } from '@/lib/caller';

import { entriesFor } from './entries';

export type Target = { path: string; name: string; detail: string; risk?: StockoutRisk | null };

const PAUSE_MS = 200;
const MIN_LETTERS = 2;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function usePaletteTargets(typed: string): { targets: Target[]; isSearching: boolean } {
  const { t } = useTranslation();
  const caller = useCaller();
  const search = useSettled(typed.trim());
  const isLong = search.length >= MIN_LETTERS;
  const found = useGraphQLQuery(PaletteSkusDocument, { search }, { enabled: isLong });
  const query = typed.trim().toLowerCase();
  const pages = entriesFor(caller)
    .map((entry) => ({ path: entry.path, name: t(entry.label), detail: t('palette.page') }))
    .filter(({ name, path }) => name.toLowerCase().includes(query) || path.includes(query));
  const skus = (isLong && found.data?.skus.nodes) || [];
  const targets = skus.map((sku) => ({
    path: `/skus/${encodeURIComponent(sku.code)}`,
    name: sku.name,
    detail: sku.code,
    risk: sku.stockoutRisk,
  }));
  return { targets: [...pages, ...targets], isSearching: isLong && found.isFetching };
}
