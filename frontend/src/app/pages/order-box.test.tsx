/** Ordering a SKU from its own page. */

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const RECOMMENDATION = { id: 'R', quantity: 100, orderedSince: 40, remaining: 60, status: 'OPEN', waterfall: [] };
const SKU = {
  id: 'S',
  code: 'TEA-1',
  name: 'Green tea',
  asOfDate: '2026-05-01',
  currency: 'KRW',
  moq: 24,
  packSize: 12,
  supplier: { code: 'S1', name: 'North' },
  openOrders: [{ orderNo: 'PO-6', openUnits: 40 }],
  recommendation: RECOMMENDATION,
};
const order = { id: 'O7', orderNo: 'PO-7' };

test('what remains of a recommendation is ordered from the workbench', async () => {
  respondWith({ sku: SKU, createPurchaseOrdersFromRecommendations: { __typename: 'PurchaseOrders', purchaseOrders: [order] } });
  await openPage('/skus/TEA-1');
  expect(await screen.findByRole('spinbutton', { name: 'Units to order' }, PATIENCE)).toHaveValue('60');
  expect(screen.getByText('Already on order: PO-6 40')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Create draft' }));
  expect(await screen.findByRole('link', { name: 'Draft PO-7 was created' }, PATIENCE)).toHaveAttribute('href', '/purchase-orders/O7');
  const recommendations = [{ id: 'R', quantity: 60, isAdditional: false, isChecked: false }];
  expect(sentVariables('OrderSkuRecommended')).toEqual([{ input: { recommendations, confirmed: [], idempotencyKey: expect.any(String) } }]);
});

test('a SKU of which nothing is recommended is ordered by hand, at least its minimum', async () => {
  respondWith({ sku: { ...SKU, openOrders: [], recommendation: null }, createPurchaseOrder: { ...order, __typename: 'PurchaseOrder' } });
  await openPage('/skus/TEA-1');
  await userEvent.click(await screen.findByRole('button', { name: 'Create draft' }, PATIENCE));
  expect(await screen.findByRole('link', { name: 'Draft PO-7 was created' }, PATIENCE)).toBeVisible();
  expect(sentVariables('OrderSku')).toEqual([{ input: { supplier: 'S1', lines: [{ sku: 'TEA-1', quantity: 24 }], confirmed: [], idempotencyKey: expect.any(String) } }]);
});
