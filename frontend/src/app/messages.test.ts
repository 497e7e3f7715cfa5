import { expect, test } from 'vitest';

import { LANGUAGES, type Language } from '@/lib/i18n';

import { FEATURES } from './features';
import { loadTexts } from './messages';

type Leaf = [key: string, text: string];

const FILES = import.meta.glob<object>(['/src/{lib,components}/messages/*.json', '/src/features/*/messages/*.json'], {
  eager: true,
  import: 'default',
});

function leaves(texts: object, prefix = ''): Leaf[] {
  return Object.entries(texts).flatMap(([name, value]): Leaf[] =>
    typeof value === 'string' ? [[prefix + name, value]] : leaves(value as object, `${prefix}${name}.`),
  );
}

function textsOf(language: Language): Map<string, string> {
  const files = Object.entries(FILES).filter(([path]) => path.endsWith(`/${language}.json`));
  return new Map(files.flatMap(([path, texts]) => leaves(texts, `${path.split('/').at(-3)}:`)));
}

const placeholders = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted();

test('both languages have the same texts with the same values in them', () => {
  const [korean, english] = [textsOf('ko'), textsOf('en')];
  // English has a singular, Korean has not.
  const keys = [...english.keys()].filter((key) => !key.endsWith('_one'));
  expect([...korean.keys()].toSorted()).toEqual(keys.toSorted());
  for (const key of keys) expect(placeholders(korean.get(key) ?? ''), key).toEqual(placeholders(english.get(key) ?? ''));
});

test('no text is empty, and Korean texts are Korean', () => {
  for (const language of LANGUAGES) {
    for (const [key, text] of textsOf(language)) expect(text.trim(), key).not.toBe('');
  }
  const latin = [...textsOf('ko')].filter(([, text]) => /[A-Za-z]{3}/.test(text) && !/[가-힣]/.test(text));
  // Names that are the same in Korean, and the label of the language switch.
  expect(latin.filter(([, text]) => !['English', 'Jaego', 'SKU', 'CSV', 'API', 'XLSX', 'ABC', 'XYZ', 'MOQ', 'TSB', 'ADIDA', 'IMAPA', 'Croston-SBA'].includes(text))).toEqual([]);
});

test.each(LANGUAGES)('every feature has its texts, and the navigation its labels before any of them, in %s', async (language) => {
  const loaded = await Promise.all(FEATURES.map(({ name }) => loadTexts(language, name)));
  expect(loaded).toEqual(FEATURES.map(({ name }) => FILES[`/src/features/${name}/messages/${language}.json`]));
  const common = new Map(leaves(await loadTexts(language, 'common')));
  const labels = FEATURES.flatMap(({ navigation }) => navigation ?? []).map(({ label }) => label);
  expect(labels.filter((label) => !common.has(label))).toEqual([]);
});

test('texts that no file holds are an error', async () => {
  await expect(loadTexts('ko', 'nothing')).rejects.toThrow('There is no file of texts for nothing in ko.');
});
