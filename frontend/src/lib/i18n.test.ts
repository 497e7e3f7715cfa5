// @vitest-environment jsdom
import i18next from 'i18next';
import { beforeEach, expect, test, vi } from 'vitest';

import { type Language, chooseLanguage, needTexts, startI18n } from './i18n';

/** Texts that contain their own name, and a list of what was loaded. */
const load = vi.fn(async (language: Language, namespace: string): Promise<object> => ({ title: `${namespace} in ${language}` }));

beforeEach(async () => {
  localStorage.setItem('jaego.language', 'en');
  if (!i18next.isInitialized) await startI18n(load);
  await chooseLanguage('en');
  load.mockClear();
});

test("a page's texts are loaded once, in the language in view alone", async () => {
  await Promise.all([needTexts('skus'), needTexts('audit')]);
  await needTexts('skus');
  expect(load.mock.calls).toEqual([
    ['en', 'skus'],
    ['en', 'audit'],
  ]);
  expect(i18next.t('skus:title')).toBe('skus in en');
});

test('another language has the texts of all pages seen before it comes into view', async () => {
  await needTexts('skus');
  const change = chooseLanguage('ko');
  expect(i18next.t('skus:title')).toBe('skus in en');
  await change;
  expect(i18next.t('skus:title')).toBe('skus in ko');
  expect(i18next.t('title')).toBe('common in ko');
  expect(document.documentElement.lang).toBe('ko');
  expect(localStorage.getItem('jaego.language')).toBe('ko');
});

test('a page opened while the language changes has texts in both', async () => {
  i18next.removeResourceBundle('ko', 'common');
  await Promise.all([chooseLanguage('ko'), needTexts('planning')]);
  expect(i18next.getResource('en', 'planning', 'title')).toBe('planning in en');
  expect(i18next.getResource('ko', 'planning', 'title')).toBe('planning in ko');
});

test('texts that do not load leave the language in view', async () => {
  await needTexts('forecasting');
  load.mockRejectedValueOnce(new Error('The server is away.'));
  await expect(chooseLanguage('ko')).rejects.toThrow('The server is away.');
  expect(i18next.language).toBe('en');
  expect(i18next.t('forecasting:title')).toBe('forecasting in en');
  await chooseLanguage('ko');
  expect(i18next.t('forecasting:title')).toBe('forecasting in ko');
});
