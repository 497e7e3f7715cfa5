/** Opens a page of the console as a person would: at its address, signed in, in a language. */

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ConfigProvider, App as Feedback } from 'antd';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { createMemoryRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { afterEach, expect } from 'vitest';

import { FEATURES } from '@/app/features';
import { loadTexts } from '@/app/messages';
import type { Role } from '@/generated/enums';
import { type Caller, CallerContext } from '@/lib/caller';
import { LANGUAGES, type Language } from '@/lib/i18n';
import { type Given, respondWith, takeProblem, unreachable } from '@/testing/api';

/** Long enough for a page's code to be loaded on a busy machine. */
export const PATIENCE = { timeout: 8_000 };

afterEach(() => {
  const problem = takeProblem();
  if (problem) throw problem;
});

export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({ lng: 'en', defaultNS: 'common', interpolation: { escapeValue: false } });
  const names = ['common', 'components', 'sign-in', ...FEATURES.map(({ name }) => name)];
  const bundles = LANGUAGES.flatMap((language) => names.map((name) => [language, name] as const));
  const texts = await Promise.all(bundles.map(([language, name]) => loadTexts(language, name)));
  bundles.forEach(([language, name], place) => i18next.addResourceBundle(language, name, texts[place]));
}

const SIGN_IN = { path: '/sign-in', lazy: async () => ({ Component: (await import('@/features/sign-in/sign-in-page')).SignInPage }) };
const WELCOME = { path: '/welcome', lazy: async () => ({ Component: (await import('@/features/sign-in/welcome-page')).WelcomePage }) };

/** jsdom never ends an animation, so what is closed would stay. */
const STILL = { token: { motion: false } };

type Options = { language?: Language; role?: Role; seesCosts?: boolean };

export async function openPage(address: string, { language = 'en', role = 'ADMIN', seesCosts = role !== 'OPERATOR' }: Options = {}): Promise<void> {
  await i18next.changeLanguage(language);
  const caller: Caller = { id: 'VXNlcjox', email: 'kim@shop.example', displayName: 'Kim', role, locale: language, seesCosts };
  const router = createMemoryRouter([SIGN_IN, WELCOME, { path: '/', children: FEATURES.flatMap(({ routes }) => routes) }], { initialEntries: [address] });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <ConfigProvider theme={STILL}>
      <Feedback>
        <QueryClientProvider client={client}>
          <CallerContext value={caller}>
            <RouterProvider router={router} />
          </CallerContext>
        </QueryClientProvider>
      </Feedback>
    </ConfigProvider>,
  );
  await screen.findAllByText(/./, {}, PATIENCE);
}

/** The open dialog; its heading is hidden in jsdom, so it has no accessible name there. */
export async function questionOf(title: string) {
  const dialog = await screen.findByRole('dialog', {}, PATIENCE);
  expect(dialog).toHaveTextContent(title);
  await waitFor(() => expect(dialog).toBeVisible(), PATIENCE);
  return within(dialog);
}

/** The texts of a table, cell by cell, without its headings. */
export async function rowsOf(name: string): Promise<string[][]> {
  const table = await screen.findByRole('table', { name }, PATIENCE);
  return within(table)
    .getAllByRole('row')
    .map((row) => within(row).queryAllByRole('cell').map(({ textContent }) => textContent))
    .filter((cells) => cells.length > 0);
}

/** Check that the page shows an outage and recovers from it. */
export async function expectRecovery(address: string, given: Given, text: string): Promise<void> {
  unreachable(given);
  await openPage(address);
  expect((await screen.findAllByText("The server can't be reached", {}, PATIENCE)).length).toBeGreaterThan(0);
  respondWith(given);
  await userEvent.click(screen.getAllByRole('button', { name: 'Try again' })[0] as HTMLElement);
  expect(await screen.findByText(text, {}, PATIENCE)).toBeVisible();
}
