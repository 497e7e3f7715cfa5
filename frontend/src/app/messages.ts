/** The texts of the app and of all features, one file to load per language. */

import type { Language, Messages } from '@/lib/i18n';

const LANGUAGE_FILES = {
  ko: () => import('./messages-ko'),
  en: () => import('./messages-en'),
};

export async function loadMessages(language: Language): Promise<Messages> {
  const { files } = await LANGUAGE_FILES[language]();
  return Object.fromEntries(Object.entries(files).map(([path, texts]) => [namespaceOf(path), texts]));
}

/** `/src/features/skus/messages/ko.json` holds the texts of `skus`, `/src/lib/messages/ko.json` those of `common`. */
export function namespaceOf(path: string): string {
  const folder = path.split('/').at(-3) ?? '';
  return folder === 'lib' ? 'common' : folder;
}
