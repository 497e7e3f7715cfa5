import { renderHook } from '@testing-library/react';
import { expect, test, vi } from 'vitest';

import { CommentOnSkuDocument, DisableUserDocument } from '@/generated/graphql';
import { respondWith, sentVariables } from '@/testing/api';

import { ApiDownError, OutcomeError } from './errors';
import { useMutate } from './mutation';

const keys = () => sentVariables('CommentOnSku').map(({ input }) => (input as { idempotencyKey: string }).idempotencyKey);

function commenting(outcome: object) {
  respondWith({ commentOnSku: outcome });
  const { result } = renderHook(() => useMutate());
  return (body: string) => result.current(CommentOnSkuDocument, { sku: 'TEA-1', body }, 'SkuComment');
}

test('a request whose response was lost has the same key when it is sent again; after a response it is a new one', async () => {
  const comment = commenting({ __typename: 'SkuComment' });
  const answered = fetch;
  vi.stubGlobal('fetch', async (address: string, request: { body: string }) => {
    const response = await answered(address, request);
    if (request.body.includes('mutation CommentOnSku')) throw new TypeError('fetch failed');
    return response;
  });
  await expect(comment('Check')).rejects.toThrow(ApiDownError);
  vi.stubGlobal('fetch', answered);
  await comment('Check');
  await comment('Check');
  await comment('Other');
  const [lost, again, ...later] = keys();
  expect(again).toBe(lost);
  expect(new Set([again, ...later]).size).toBe(3);
});

test('a refused request is a new one when it is sent again', async () => {
  const comment = commenting({ __typename: 'NotFound', code: 'NOT_FOUND', message: 'There is no such SKU.' });
  await expect(comment('Check')).rejects.toThrow(OutcomeError);
  await expect(comment('Check')).rejects.toThrow(OutcomeError);
  expect(new Set(keys()).size).toBe(2);
});

test('only operations that take a key are sent with one', async () => {
  respondWith({ disableUser: { __typename: 'User' } });
  const { result } = renderHook(() => useMutate());
  await result.current(DisableUserDocument, { id: 'U1', expectedVersion: 3 }, 'User');
  expect(sentVariables('DisableUser')).toEqual([{ input: { id: 'U1', expectedVersion: 3 } }]);
});
