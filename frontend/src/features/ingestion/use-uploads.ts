/** Files on their way to the server, one after the other. */

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { errorText } from '@/lib/error-text';
import { RequestError } from '@/lib/errors';
import { upload } from '@/lib/upload';

export type Sending = { key: number; name: string; share: number; error?: string };
type Received = { imports: { id: string }[] };

const LIMIT = /(\d[\d,.]*) ?([MG]B)/;
let count = 0;

/** `send`: upload files; a single one opens its page. Files that failed stay in `sending` with their error. */
export function useUploads() {
  const { i18n } = useTranslation('ingestion');
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = (key: number, values: Partial<Sending>) => setSending((all) => all.map((each) => (each.key === key ? { ...each, ...values } : each)));
  const textOf = (error: unknown) => {
    const key = error instanceof RequestError ? `ingestion:uploadError.${error.code}` : '';
    return key && i18n.exists(key) ? i18n.t(key, { limit: LIMIT.exec((error as Error).message)?.[0] ?? '500 MB' }) : errorText(i18n, error);
  };
  const send = async (files: readonly File[]) => {
    const waiting = files.map((file) => ({ file, key: ++count }));
    setSending((all) => [...all.filter(({ error }) => !error), ...waiting.map(({ file, key }) => ({ key, name: file.name, share: 0 }))]);
    const ids: string[] = [];
    for (const { file, key } of waiting) {
      try {
        const { imports } = await upload<Received>('/imports', file, (share) => change(key, { share }));
        ids.push(...imports.map(({ id }) => id));
        setSending((all) => all.filter((each) => each.key !== key));
      } catch (error) {
        change(key, { error: textOf(error) });
      }
    }
    await client.invalidateQueries({ queryKey: ['Imports'] });
    if (files.length === 1 && ids.length === 1) await navigate(`/imports/${ids[0]}`);
  };
  const dismiss = (key: number) => setSending((all) => all.filter((each) => each.key !== key));
  return { sending, send, dismiss };
}
