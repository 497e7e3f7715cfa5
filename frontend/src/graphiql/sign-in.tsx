import { type FormEvent, useState } from 'react';

import { type Session, signIn } from './api';

type Props = { notice: string | null; onSession: (session: Session) => void };

export function SignIn({ notice, onSession }: Props) {
  const [problem, setProblem] = useState(notice);
  const [isWaiting, setIsWaiting] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsWaiting(true);
    try {
      onSession(await signIn(String(form.get('email')), String(form.get('password'))));
    } catch (error) {
      setProblem(error instanceof TypeError ? 'The server is not responding.' : (error as Error).message);
      setIsWaiting(false);
    }
  }

  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <h1>Jaego API</h1>
        <p>Sign in to explore the schema and run queries.</p>
        <label>
          E-mail
          <input name="email" type="email" autoComplete="username" required autoFocus />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <p role="alert">{problem}</p>
        <button type="submit" disabled={isWaiting}>
          {isWaiting ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
