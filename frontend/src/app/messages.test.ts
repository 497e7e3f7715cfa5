import { expect, test } from 'vitest';

import { LANGUAGES, type Language } from '@/lib/i18n';

import { loadMessages, namespaceOf } from './messages';

type Leaf = [key: string, text: string];

function leaves(texts: object, prefix = ''): Leaf[] {
  return Object.entries(texts).flatMap(([name, value]): Leaf[] =>
    typeof value === 'string' ? [[prefix + name, value]] : leaves(value as object, `${prefix}${name}.`),
  );
}

async function textsOf(language: Language): Promise<Map<string, string>> {
  const namespaces = await loadMessages(language);
  return new Map(Object.entries(namespaces).flatMap(([name, texts]) => leaves(texts, `${name}:`)));
}

const placeholders = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted();

test('both languages have the same texts with the same values in them', async () => {
  const [korean, english] = await Promise.all([textsOf('ko'), textsOf('en')]);
  // English tells one from many, Korean does not.
  const keys = [...english.keys()].filter((key) => !key.endsWith('_one'));
  expect([...korean.keys()].toSorted()).toEqual(keys.toSorted());
  for (const key of keys) expect(placeholders(korean.get(key) ?? ''), key).toEqual(placeholders(english.get(key) ?? ''));
});

test('no text is empty, and Korean texts are Korean', async () => {
  for (const language of LANGUAGES) {
    for (const [key, text] of await textsOf(language)) expect(text.trim(), key).not.toBe('');
  }
  const latin = [...(await textsOf('ko'))].filter(([, text]) => /[A-Za-z]{3}/.test(text) && !/[가-힣]/.test(text));
  // Names that are the same in Korean, and the way to the other language.
  expect(latin.filter(([, text]) => !['English', 'SKU', 'CSV', 'API', 'XLSX', 'ABC', 'XYZ', 'MOQ'].includes(text))).toEqual([]);
});

test('the namespace of a file is its feature', () => {
  expect(namespaceOf('/src/features/sign-in/messages/ko.json')).toBe('sign-in');
  expect(namespaceOf('/src/lib/messages/en.json')).toBe('common');
});
