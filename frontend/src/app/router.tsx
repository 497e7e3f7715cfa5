/** Addresses: the sign-in by itself, everything else inside the shell and for signed-in people. */

import { createBrowserRouter, type RouteObject } from 'react-router';

import type { Feature } from '@/lib/feature';
import { needTexts } from '@/lib/i18n';

import { FEATURES } from './features';
import { BrokenPage } from './broken-page';
import { NotFoundPage } from './not-found-page';
import { SignedIn } from './signed-in';
import { Starting } from './starting';

/** The pages of a feature; their texts are loaded beside their code. */
function withTexts({ name, routes, usesComponentTexts }: Feature): RouteObject {
  const namespaces = usesComponentTexts ? [name, 'components'] : [name];
  return { loader: () => Promise.all(namespaces.map(needTexts)), shouldRevalidate: () => false, children: routes };
}

export const router = createBrowserRouter([
  {
    path: '/sign-in',
    loader: () => needTexts('sign-in'),
    lazy: async () => ({ Component: (await import('@/features/sign-in/sign-in-page')).SignInPage }),
    HydrateFallback: Starting,
    ErrorBoundary: BrokenPage,
  },
  {
    path: '/welcome',
    loader: () => needTexts('sign-in'),
    lazy: async () => ({ Component: (await import('@/features/sign-in/welcome-page')).WelcomePage }),
    HydrateFallback: Starting,
    ErrorBoundary: BrokenPage,
  },
  {
    path: '/',
    Component: SignedIn,
    HydrateFallback: Starting,
    ErrorBoundary: BrokenPage,
    children: [
      {
        // Inside the shell, so that a page that breaks leaves the navigation in place.
        ErrorBoundary: BrokenPage,
        children: [...FEATURES.map(withTexts), { path: '*', Component: NotFoundPage }],
      },
    ],
  },
]);
