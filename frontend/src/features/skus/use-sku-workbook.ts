/** The rows of the list as a workbook, which the server makes: narrowed and ordered as the list is, in the language in view. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import type { SkuFilterInput, SkuOrder } from '@/generated/graphql';
import { download } from '@/lib/download';
import { errorText } from '@/lib/error-text';

export function workbookPath(filter: SkuFilterInput | null, orderBy: SkuOrder, language: string): string {
  const conditions = Object.entries(filter ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  return `/skus.xlsx?${new URLSearchParams([...conditions, ['orderBy', orderBy], ['language', language]])}`;
}

export function useSkuWorkbook(filter: SkuFilterInput | null, orderBy: SkuOrder) {
  const { i18n } = useTranslation();
  const message = useMessage();
  const [isWaiting, setIsWaiting] = useState(false);
  const save = async () => {
    setIsWaiting(true);
    try {
      await download(workbookPath(filter, orderBy, i18n.language), 'skus.xlsx');
    } catch (error) {
      void message.error(errorText(i18n, error));
    } finally {
      setIsWaiting(false);
    }
  };
  return { save, isWaiting };
}
