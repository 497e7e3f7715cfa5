/** The texts of the app and of each feature: a file per language, loaded when it is first needed. */

import type { Language } from '@/lib/i18n';

const FILES = import.meta.glob<object>(['/src/{lib,components}/messages/*.json', '/src/features/*/messages/*.json'], { import: 'default' });

/** Folders of the texts that belong to no feature; those of `skus` are in `/src/features/skus/messages/ko.json`. */
const SHARED: Record<string, string> = { common: 'lib', components: 'components' };

export async function loadTexts(language: Language, namespace: string): Promise<object> {
  const folder = SHARED[namespace] ?? `features/${namespace}`;
  const load = FILES[`/src/${folder}/messages/${language}.json`];
  if (!load) throw new Error(`There is no file of texts for ${namespace} in ${language}.`);
  return load();
}
