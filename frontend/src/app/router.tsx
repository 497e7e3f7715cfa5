/** Addresses: the sign-in by itself, everything else inside the shell and for signed-in people. */

import { createBrowserRouter } from 'react-router';

import { FEATURES } from './features';
import { BrokenPage } from './broken-page';
import { NotFoundPage } from './not-found-page';
import { SignedIn } from './signed-in';
import { Starting } from './starting';

export const router = createBrowserRouter([
  {
    path: '/sign-in',
    lazy: async () => ({ Component: (await import('@/features/sign-in/sign-in-page')).SignInPage }),
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
        children: [...FEATURES.flatMap((feature) => feature.routes), { path: '*', Component: NotFoundPage }],
      },
    ],
  },
]);
