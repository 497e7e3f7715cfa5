import { screen, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const ASSUMPTIONS = ['LEAD_TIME_ASSUMED', 'REVIEW_ASSUMED', 'STOCK_UNKNOWN', 'COST_UNKNOWN'];
const ROW = { id: 'R', quantity: 34, remaining: 34, assumptions: ASSUMPTIONS, status: 'OPEN', waterfall: [], sku: { code: 'S1', name: 'Tea' } };
const SHOP: Given = { recommendations: { nodes: [ROW], totalCount: 1 }, setup: { products: 8, productsWithStock: 0 } };
const EXPLAINED = /counts as none, so everything is recommended at once/;

test('a shop without stock reads it above its recommendations, with the way to upload it', async () => {
  respondWith(SHOP);
  await openPage('/recommendations');
  const note = within(await screen.findByRole('note', {}, PATIENCE));
  expect(note.getByText(EXPLAINED)).toBeVisible();
  expect(note.getByRole('link', { name: 'Upload stock' })).toHaveAttribute('href', '/imports');
  expect(note.getByRole('link', { name: 'Excel template' })).toHaveAttribute('href', '/templates/stock.xlsx?lang=en');
  const words = 'Lead time not known: default used · Order cycle not known: default used · Stock not known: counted as none · Cost not known: no amount, no margin';
  expect(await screen.findByText(words, {}, PATIENCE)).toBeVisible();
});

test('in Korean, and without links for those who may not upload', async () => {
  respondWith(SHOP);
  await openPage('/recommendations', { language: 'ko', role: 'OPERATOR' });
  const note = within(await screen.findByRole('note', {}, PATIENCE));
  expect(note.getByText(/모든 재고를 0으로 보고/)).toBeVisible();
  expect(note.queryAllByRole('link')).toEqual([]);
});

test('where some stock is known nothing is said of all', async () => {
  respondWith({ ...SHOP, setup: { products: 8, productsWithStock: 1 } });
  await openPage('/recommendations');
  await screen.findByText(/Stock not known: counted as none/, {}, PATIENCE);
  expect(screen.queryByText(EXPLAINED)).toBeNull();
});

test('the page of a SKU says what its quantity means', async () => {
  respondWith({ sku: { code: 'S1', name: 'Tea', asOfDate: '2026-05-01', recommendation: ROW } });
  await openPage('/skus/S1');
  expect(await screen.findByText(/The stock of this SKU is not known and counts as none/, {}, PATIENCE)).toBeVisible();
});
