import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import { signOut } from '@/lib/session';
import { respondWith, respondBusy, unreachable } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

beforeEach(async () => {
  respondWith({ logout: { __typename: 'SignedOut', wasSignedIn: false } });
  await signOut(false);
});

async function signIn(): Promise<void> {
  await openPage('/sign-in');
  await userEvent.type(await screen.findByLabelText('E-mail', {}, PATIENCE), 'kim@shop.example');
  await userEvent.type(screen.getByLabelText('Password'), 'not the password');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('a wrong password is reported as such', async () => {
  respondWith({ login: { __typename: 'InvalidCredentials', code: 'INVALID_CREDENTIALS', message: 'No.' } });
  await signIn();
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent(/password/i);
});

test('an unreachable server is reported as such', async () => {
  unreachable();
  await signIn();
  expect(await screen.findByText(/is not responding/, {}, PATIENCE)).toBeVisible();
});

test('a busy server is reported as such', async () => {
  respondBusy();
  await signIn();
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent('The server is busy. Try again in a moment.');
});

test('the page in Korean', async () => {
  respondWith({});
  await openPage('/sign-in', { language: 'ko' });
  expect(await screen.findByRole('button', { name: '로그인' }, PATIENCE)).toBeEnabled();
  expect(screen.getByLabelText('비밀번호')).toHaveAttribute('type', 'password');
});
