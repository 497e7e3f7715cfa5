/** Downloads the list as a workbook made by the server, with the same filters, order and language. */

import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import type { SkuFilterInput, SkuOrder } from '@/generated/graphql';
import { download } from '@/lib/download';

export function workbookPath(filter: SkuFilterInput | null, orderBy: SkuOrder, language: string): string {
  const conditions = Object.entries(filter ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  return `/skus.xlsx?${new URLSearchParams([...conditions, ['orderBy', orderBy], ['language', language]])}`;
}

export function useSkuWorkbook(filter: SkuFilterInput | null, orderBy: SkuOrder) {
  const { i18n } = useTranslation();
  const { run, isPending } = useAction(() => download(workbookPath(filter, orderBy, i18n.language), 'skus.xlsx'), { reload: [] });
  return { save: run, isWaiting: isPending };
}
