/** Lets signed-in people in; sends the others to the sign-in, with the way back. */

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Navigate, useLocation } from 'react-router';

import { ErrorState } from '@/components/states';
import { SignedOutError } from '@/lib/errors';
import { onSessionChange, renew, sessionState } from '@/lib/session';

import { Shell } from './shell/shell';
import { Starting } from './starting';

export function SignedIn() {
  const session = useSyncExternalStore(onSessionChange, sessionState);
  const { pathname, search } = useLocation();
  if (session === 'signed-in') return <Shell />;
  if (session === 'unknown') return <Resuming />;
  const parameters = new URLSearchParams();
  if (session !== 'left') parameters.set('return', pathname + search);
  if (session === 'expired') parameters.set('why', session);
  return <Navigate to={`/sign-in?${parameters}`} replace />;
}

/** Continue the session of the cookie, if there is one. */
function Resuming() {
  const [failure, setFailure] = useState<unknown>(null);
  const resume = useCallback(() => {
    renew().catch((error: unknown) => {
      // Without a session the state has changed, and the sign-in page follows.
      if (!(error instanceof SignedOutError)) setFailure(error);
    });
  }, []);
  useEffect(resume, [resume]);
  const retry = () => {
    setFailure(null);
    resume();
  };
  if (failure) return <ErrorState error={failure} onRetry={retry} />;
  return <Starting />;
}
