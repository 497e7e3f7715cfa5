/** The texts of the app and of each feature: a file per language, loaded when it is first needed. */

import type { Language } from '@/lib/i18n';

const FILES = import.meta.glob<object>(['/src/lib/messages/*.json', '/src/features/*/messages/*.json'], { import: 'default' });

/** The texts of `skus` are in `/src/features/skus/messages/ko.json`, those of `common` in `/src/lib/messages/ko.json`. */
export async function loadTexts(language: Language, namespace: string): Promise<object> {
  const folder = namespace === 'common' ? 'lib' : `features/${namespace}`;
  const load = FILES[`/src/${folder}/messages/${language}.json`];
  if (!load) throw new Error(`There is no file of texts for ${namespace} in ${language}.`);
  return load();
}
