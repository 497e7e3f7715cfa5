/** The language of the signed-in person: kept with the account, so that pages on every device and letters are in it. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { ChooseLanguageDocument, type ShellQuery } from '@/generated/graphql';
import { type Language, forgetChoice, showLanguage, speaksOther, unkeptChoice } from '@/lib/i18n';

const SHELL = { queryKey: ['Shell'] };

/** Keep a language with the account; it comes into view at once, and what was before comes back if it can't be kept. */
export function useKeepLanguage() {
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

/** Show the account's language, or keep with it what was chosen before signing in. Whether the first page has to wait for it. */
export function useAccountLanguage(locale: string | undefined): boolean {
  const keep = useKeepLanguage();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (locale === undefined) return;
    const chosen = unkeptChoice();
    forgetChoice();
    const show = async () => {
      if (chosen && chosen !== locale) await keep(chosen);
      else if (speaksOther(locale)) await showLanguage(locale);
      setIsShown(true);
    };
    void show();
    // Only what the account says starts this: `keep` is a new function on each render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [locale]);
  return !isShown;
}
