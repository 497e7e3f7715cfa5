import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondExpired, respondWith } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const OLDER = 'A newer run is published. This page belongs to the list of the earlier run.';
const LIST: Given = {
  publishedRun: { id: 'NEW', logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' },
  anomalies: ({ after }: { after: string | null }) => ({
    totalCount: 1,
    runId: after ? 'OLD' : 'NEW',
    nodes: [{ id: after ?? 'A', detectedOn: '2026-04-30', type: 'PRICE_ANOMALY', severity: 'HIGH', currency: 'KRW', status: 'OPEN', version: 1, sku: { code: after ? 'TEA-9' : 'TEA-1', name: 'Green tea' } }],
  }),
};
const toFirst = async () => userEvent.click((await screen.findAllByRole('button', { name: 'First page' }, PATIENCE))[0] as HTMLElement);

test('a page of a run that is not the newest is marked, and leads to the first page', async () => {
  respondWith(LIST);
  await openPage('/anomalies?after=cursor');
  expect(await screen.findByText(OLDER, {}, PATIENCE)).toBeVisible();
  await toFirst();
  expect(await screen.findByText('TEA-1', {}, PATIENCE)).toBeVisible();
  expect(screen.queryByText(OLDER)).toBeNull();
});

test('a page of a run that is not kept any more leads to the first page', async () => {
  respondExpired(LIST);
  await openPage('/anomalies?after=cursor');
  expect(await screen.findByText('This list is older than what is kept. Go to the first page.', {}, PATIENCE)).toBeVisible();
  await toFirst();
  expect(await screen.findByText('TEA-1', {}, PATIENCE)).toBeVisible();
});
