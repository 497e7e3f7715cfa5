import { expect, test } from 'vitest';

import type { UserRowFragment } from '@/generated/graphql';

import { changesOf, rolesOf, valuesOf } from './user-changes';

const user = { email: 'a@shop.example', displayName: 'a', locale: 'ko', role: 'MANAGER', approvalLimit: '5000.00', maySeeCosts: false, version: 2 } as UserRowFragment;

test('what did not change is not sent', () => {
  expect(changesOf(user, valuesOf(user))).toBeNull();
  expect(rolesOf(user, valuesOf(user))).toBeNull();
});

test('a limit is taken away by null, a password is sent only when there is one', () => {
  expect(changesOf(user, { ...valuesOf(user), approvalLimit: null, password: '' })).toEqual({ approvalLimit: null });
  expect(changesOf(user, { ...valuesOf(user), password: 'several words' })).toEqual({ password: 'several words' });
});

test('the permission to see costs is given and taken', () => {
  expect(changesOf(user, { ...valuesOf(user), maySeeCosts: true })).toEqual({ maySeeCosts: true });
});

test('a new role takes the place of the old one', () => {
  expect(rolesOf(user, { ...valuesOf(user), role: 'OPERATOR' })).toEqual(['OPERATOR']);
});
