/** Korean and English. Each feature keeps its texts in `messages/{ko,en}.json`; a language is loaded when first needed. */

import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Messages = Record<string, object>;
export type MessageLoader = (language: Language) => Promise<Messages>;

const KEY = 'jaego.language';
let load: MessageLoader = async () => ({});

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((known) => known === text);

export function chosenLanguage(): Language | null {
  const kept = localStorage.getItem(KEY);
  return isLanguage(kept) ? kept : null;
}

export async function startI18n(loader: MessageLoader): Promise<i18n> {
  load = loader;
  const [browser] = navigator.language.split('-');
  const language = chosenLanguage() ?? (isLanguage(browser) ? browser : 'ko');
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: await load(language) } as never,
    defaultNS: 'common',
    fallbackLng: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (languages, namespace, key) => console.error(`no text: ${languages.join()} ${namespace}:${key}`),
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Whether a person's own language is another one than that in view, and nothing else was chosen in this browser. */
export function speaksOther(locale: string): locale is Language {
  return !chosenLanguage() && isLanguage(locale) && i18next.language !== locale;
}

export async function adoptLanguage(locale: string): Promise<void> {
  if (speaksOther(locale)) await switchTo(locale);
}

/** Show the pages in this language from now on, in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await switchTo(language);
}

async function switchTo(language: Language): Promise<void> {
  if (i18next.language === language) return;
  if (!i18next.hasResourceBundle(language, 'common')) {
    for (const [namespace, texts] of Object.entries(await load(language))) {
      i18next.addResourceBundle(language, namespace, texts);
    }
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
