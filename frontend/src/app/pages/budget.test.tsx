import { screen, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith } from '@/testing/api';
import { PATIENCE, openPage, expectRecovery, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const PUBLISHED = { publishedRun: { logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' } };
const RECOMMENDATION = {
  id: 'R',
  quantity: 30,
  orderedSince: 0,
  remaining: 30,
  status: 'OPEN',
  supplier: { code: 'S1', name: 'North' },
  sku: { code: 'TEA-1', name: 'Green tea', openOrders: [] },
};
const LINE = { sku: 'TEA-1', name: 'Green tea', recommended: 30, quantity: 18, cost: '350100', expectedProfit: '259199', returnOnCost: 0.9412, isCut: true, recommendation: RECOMMENDATION };
const BUDGET: Given = {
  ...PUBLISHED,
  budgetPlan: {
    currency: 'KRW',
    spent: '996720',
    recommendedCost: '33400000',
    expectedProfit: '537277',
    fullProfit: '6230000',
    boughtLines: 0,
    reducedLines: 9,
    omittedLines: 42,
    totalLines: 51,
    unpricedLines: 3,
    leftOut: [
      { sku: 'CUP-1', name: 'Cup', recommended: 12, reason: 'CURRENCY_MIXED' },
      { sku: 'CUP-2', name: 'Mug', recommended: 1500, reason: 'NO_GAIN' },
    ],
    lines: [LINE, { ...LINE, sku: 'TEA-2', name: 'Black tea', quantity: 0, recommended: 260, returnOnCost: 0.5907 }],
  },
};

test('the budget planner shows what is bought, what is cut and what it brings', async () => {
  respondWith(BUDGET);
  await openPage('/recommendations/budget?budget=1000000');
  const lines = within(await screen.findByRole('region', { name: 'What the budget buys' }, PATIENCE));
  expect(lines.getAllByRole('row').map((row) => within(row).queryAllByRole('cell').map(({ textContent }) => textContent))).toEqual([
    [],
    [],
    ['Green teaTEA-1', 'North', '18recommended 30', '94%', '₩350,100', '₩259,199'],
    [],
    [],
    ['Black teaTEA-2', 'North', '0recommended 260', '59%', 'Not bought', '–'],
  ]);
  expect(lines.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual([
    'Bought in part: 9',
    'Cut line: ₩996,720 spent',
    'Not bought: 42',
  ]);
  expect(lines.getByText('Cut line: ₩996,720 spent')).toBeVisible();
  for (const text of ['₩997K', '3% of all that is recommended', '₩537K', '9% of ₩6.23M', '0 of 51 lines', '9 in part · 42 not bought', '3 lines']) expect(screen.getByText(text)).toBeVisible();
});

test.each([
  ['en', 'Left out', ['CupCUP-1', '12', 'Bought and sold in different currencies: margin not known'], ['MugCUP-2', '1,500', 'Sells for its cost or less'], '2 of 3 lines'],
  ['ko', '제외한 품목', ['CupCUP-1', '12', '원가와 판매 통화가 달라 마진을 알 수 없음'], ['MugCUP-2', '1,500', '판매가가 원가 이하'], '3개 중 2개'],
] as const)('what no budget is spent on has its reason in %s', async (language, title, mixed, unprofitable, more) => {
  respondWith(BUDGET);
  await openPage('/recommendations/budget?budget=1000000', { language });
  const rows = within(await screen.findByRole('region', { name: title }, PATIENCE));
  expect(rows.getAllByRole('row').map((row) => within(row).queryAllByRole('cell').map(({ textContent }) => textContent))).toEqual([[], mixed, unprofitable]);
  expect(rows.getByText(more)).toBeVisible();
});

test('the budget planner before the first night', async () => {
  respondWith({ publishedRun: null });
  await openPage('/recommendations/budget', { language: 'ko' });
  expect(await screen.findByText('아직 표시할 데이터가 없습니다', {}, PATIENCE)).toBeVisible();
});

test('the budget planner recovers', () => expectRecovery('/recommendations/budget?budget=1000000', BUDGET, '₩997K'));

test('budgets are not for operators', async () => {
  respondWith(BUDGET);
  await openPage('/recommendations/budget', { role: 'OPERATOR' });
  expect(await screen.findByText('No permission', {}, PATIENCE)).toBeVisible();
  expect(screen.queryByText('₩997K')).toBeNull();
});
