import type { FetcherParams } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useCallback, useState } from 'react';

import { themeName } from '@/lib/theme/use-theme';

import { type Session, send, signOut } from './api';
import { EXAMPLES } from './examples';
import { SignIn } from './sign-in';

const ENDED = 'The session has ended. Sign in again.';
const STILL_OPEN = 'The server did not respond, so the session is still open. Sign in and sign out again.';

export function Page() {
  const [session, setSession] = useState<Session | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const token = session?.accessToken;

  const fetcher = useCallback(
    async (params: FetcherParams) => {
      const answer = await send(params, token);
      if (answer.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED')) {
        setNotice(ENDED);
        setSession(null);
      }
      return answer as object;
    },
    [token],
  );

  const leave = useCallback(async () => {
    try {
      if (token) await signOut(token);
      setNotice(null);
    } catch {
      setNotice(STILL_OPEN);
    }
    setSession(null);
  }, [token]);

  if (!session) return <SignIn key={notice} notice={notice} onSession={setSession} />;
  return (
    <GraphiQL fetcher={fetcher} defaultTabs={EXAMPLES} isHeadersEditorEnabled={false} forcedTheme={themeName()}>
      <GraphiQL.Logo>
        <span className="title">Jaego API</span>
        <button type="button" className="sign-out" onClick={leave}>
          Sign out
        </button>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
