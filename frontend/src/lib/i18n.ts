/**
 * Korean and English. Each feature keeps its texts in `messages/{ko,en}.json`; they are loaded with its pages, in the language
 * in view, and in the other one when that is chosen.
 */

import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type TextLoader = (language: Language, namespace: string) => Promise<object>;

const KEY = 'jaego.language';
const CHOSEN = 'jaego.language.chosen';
const COMMON = 'common';
/** Namespaces of the pages seen so far: what another language must have before it comes into view. */
const needed = new Set<string>([COMMON]);
const start = Promise.withResolvers<TextLoader>();
/** The language asked for last; it comes into view when its texts are there. */
let wanted: Language;

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((known) => known === text);

function rememberedLanguage(): Language | null {
  const kept = localStorage.getItem(KEY);
  return isLanguage(kept) ? kept : null;
}

export async function startI18n(load: TextLoader): Promise<i18n> {
  const [browser] = navigator.language.split('-');
  wanted = rememberedLanguage() ?? (isLanguage(browser) ? browser : 'ko');
  await i18next.use(initReactI18next).init({
    lng: wanted,
    resources: { [wanted]: { [COMMON]: await load(wanted, COMMON) } } as never,
    defaultNS: COMMON,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (languages, namespace, key) => console.error(`no text: ${languages.join()} ${namespace}:${key}`),
  });
  document.documentElement.lang = wanted;
  start.resolve(load);
  return i18next;
}

/** Have the texts of a feature before its page is shown, also in a language that is on its way. */
export async function needTexts(namespace: string): Promise<void> {
  needed.add(namespace);
  await start.promise;
  await Promise.all([...new Set([i18next.language, wanted])].map((language) => bring(language as Language, namespace)));
}

async function bring(language: Language, namespace: string): Promise<void> {
  if (i18next.hasResourceBundle(language, namespace)) return;
  const load = await start.promise;
  i18next.addResourceBundle(language, namespace, await load(language, namespace));
}

/** Whether a signed-in person's own language is another one than that in view. */
export function speaksOther(locale: string): locale is Language {
  return isLanguage(locale) && i18next.language !== locale;
}

/** Show the pages in this language from now on; this browser remembers it for those who are not signed in. */
export async function showLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await switchTo(language);
}

/** Choose before signing in: whoever signs in next keeps it. */
export async function chooseLanguage(language: Language): Promise<void> {
  sessionStorage.setItem(CHOSEN, language);
  await showLanguage(language);
}

/** What was chosen before signing in and is not kept yet. */
export function unkeptChoice(): Language | null {
  const chosen = sessionStorage.getItem(CHOSEN);
  return isLanguage(chosen) ? chosen : null;
}

export function forgetChoice(): void {
  sessionStorage.removeItem(CHOSEN);
}

async function switchTo(language: Language): Promise<void> {
  if (i18next.language === language) return;
  wanted = language;
  await Promise.all([...needed].map((namespace) => bring(language, namespace)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
