import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test, vi } from 'vitest';

import { respondWith } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

async function fill(current: string, fresh: string, repeated = fresh): Promise<void> {
  await userEvent.type(await screen.findByLabelText('Current password', {}, PATIENCE), current);
  await userEvent.type(screen.getByLabelText('New password'), fresh);
  await userEvent.type(screen.getByLabelText('New password again'), repeated);
  await userEvent.click(screen.getByRole('button', { name: 'Change password' }));
}

test('a changed password is confirmed, and the form is empty again', async () => {
  const change = vi.fn(() => ({ __typename: 'User', email: 'kim@shop.example' }));
  respondWith({ changePassword: change });
  await openPage('/profile');
  expect(await screen.findByText('This device stays signed in. Your sessions on other devices end.', {}, PATIENCE)).toBeVisible();
  await fill('the old password', 'several words of a phrase');
  expect(await screen.findByText('Your password is changed.', {}, PATIENCE)).toBeInTheDocument();
  expect(screen.getByLabelText('Current password')).toHaveValue('');
  expect(change).toHaveBeenCalledWith({ input: { currentPassword: 'the old password', newPassword: 'several words of a phrase' } });
});

test.each([
  ['InvalidCredentials', 'INVALID_CREDENTIALS', 'The current password is wrong.'],
  ['TooManyAttempts', 'TOO_MANY_ATTEMPTS', 'Too many wrong attempts. Wait a while, then try again.'],
  ['ValidationFailed', 'VALIDATION_FAILED', 'The new password is too easy to guess. Choose a longer phrase of several words.'],
])('%s is shown beside its field', async (typename, code, sentence) => {
  respondWith({ changePassword: { __typename: typename, code, message: 'No.' } });
  await openPage('/profile');
  await fill('the old password', 'qwertyuiop1234');
  expect(await screen.findByText(sentence, {}, PATIENCE)).toBeInTheDocument();
});

test('what can not be right is not sent', async () => {
  const change = vi.fn();
  respondWith({ changePassword: change });
  await openPage('/profile');
  await fill('the old password', 'short', 'another');
  expect(await screen.findByText('The two new passwords differ.', {}, PATIENCE)).toBeInTheDocument();
  expect(screen.getByText('At least 12 characters.')).toBeInTheDocument();
  expect(change).not.toHaveBeenCalled();
});

test('the account in Korean', async () => {
  respondWith({});
  await openPage('/profile', { language: 'ko', role: 'OPERATOR' });
  expect(await screen.findByRole('heading', { name: '내 계정' }, PATIENCE)).toBeVisible();
  expect(screen.getByRole('button', { name: '비밀번호 변경' })).toBeEnabled();
});
