/** The user's language, stored with the account: it applies to the pages on every device and to e-mails. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { ChooseLanguageDocument, type ShellQuery } from '@/generated/graphql';
import { type Language, clearChoice, showLanguage, speaksOther, unsavedChoice } from '@/lib/i18n';

const SHELL = { queryKey: ['Shell'] };

/** Save a language with the account; the page switches at once, and back if it can't be saved. */
export function useSaveLanguage() {
  const { i18n } = useTranslation();
  const client = useQueryClient();
  const show = async (locale: Language) => {
    await showLanguage(locale);
    client.setQueriesData<ShellQuery>(SHELL, (data) => data && { ...data, me: { ...data.me, locale } });
  };
  type Change = { locale: Language; before: Language };
  const { run } = useAction(({ locale }: Change, mutate) => mutate(ChooseLanguageDocument, { locale }, 'User'), {
    reload: [],
    onStart: async ({ locale }) => {
      await client.cancelQueries(SHELL);
      await show(locale);
    },
    onSuccess: (_, { locale }) => show(locale), // what was read meanwhile may be older
    onError: async (_, { before }) => {
      await show(before);
      return undefined;
    },
  });
  return (locale: Language) => run({ locale, before: i18n.language as Language });
}

/** Show the account's language, or save what was chosen before signing in. Returns whether the first page has to wait for it. */
export function useAccountLanguage(locale: string | undefined): boolean {
  const save = useSaveLanguage();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (locale === undefined) return;
    const chosen = unsavedChoice();
    clearChoice();
    const show = async () => {
      if (chosen && chosen !== locale) await save(chosen);
      else if (speaksOther(locale)) await showLanguage(locale);
      setIsShown(true);
    };
    void show();
    // Only a change of the account's language starts this: `save` is a new function on each render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [locale]);
  return !isShown;
}
