/**
 * Korean and English. Each feature keeps its texts in `messages/{ko,en}.json`; they are loaded with its pages, in the language
 * in view, and in the other one when that is chosen.
 */

import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
type TextLoader = (language: Language, namespace: string) => Promise<object>;

const KEY = 'jaego.language';
const CHOSEN = 'jaego.language.chosen';
const COMMON = 'common';
/** Namespaces of the visited pages, which another language needs before it is shown. */
const needed = new Set<string>([COMMON]);
const start = Promise.withResolvers<TextLoader>();
/** The language requested last; it is shown when its texts have loaded. */
let requested: Language | undefined;

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((known) => known === text);

function rememberedLanguage(): Language | null {
  const kept = localStorage.getItem(KEY);
  return isLanguage(kept) ? kept : null;
}

export async function startI18n(load: TextLoader): Promise<i18n> {
  const [browser] = navigator.language.split('-');
  requested = rememberedLanguage() ?? (isLanguage(browser) ? browser : 'ko');
  await i18next.use(initReactI18next).init({
    lng: requested,
    resources: { [requested]: { [COMMON]: await load(requested, COMMON) } } as never,
    defaultNS: COMMON,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (languages, namespace, key) => console.error(`no text: ${languages.join()} ${namespace}:${key}`),
  });
  document.documentElement.lang = requested;
  start.resolve(load);
  return i18next;
}

/** Load the texts of a feature before its page is shown, also in a language that is being loaded. */
export async function needTexts(namespace: string): Promise<void> {
  needed.add(namespace);
  if (i18next.isInitialized && i18next.hasResourceBundle(i18next.language, namespace) && (requested ?? i18next.language) === i18next.language) return;
  await start.promise;
  await Promise.all([...new Set([i18next.language, requested])].map((language) => loadNamespace(language as Language, namespace)));
}

async function loadNamespace(language: Language, namespace: string): Promise<void> {
  if (i18next.hasResourceBundle(language, namespace)) return;
  const load = await start.promise;
  i18next.addResourceBundle(language, namespace, await load(language, namespace));
}

/** Whether the user's language differs from the one shown. */
export function speaksOther(locale: string): locale is Language {
  return isLanguage(locale) && i18next.language !== locale;
}

/** Show the pages in this language from now on; this browser remembers it for those who are not signed in. */
export async function showLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await switchTo(language);
}

/** Choose before signing in: the next user who signs in keeps it. */
export async function chooseLanguage(language: Language): Promise<void> {
  sessionStorage.setItem(CHOSEN, language);
  await showLanguage(language);
}

/** The language chosen before signing in and not saved yet. */
export function unsavedChoice(): Language | null {
  const chosen = sessionStorage.getItem(CHOSEN);
  return isLanguage(chosen) ? chosen : null;
}

export function clearChoice(): void {
  sessionStorage.removeItem(CHOSEN);
}

async function switchTo(language: Language): Promise<void> {
  if (i18next.language === language) return;
  requested = language;
  await Promise.all([...needed].map((namespace) => loadNamespace(language, namespace)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
