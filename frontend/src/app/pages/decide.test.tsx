import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, openPage, expectRecovery, rowsOf, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const PUBLISHED = { publishedRun: { logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' } };
const NORTH = { code: 'S1', name: 'North' };
const RECOMMENDATION = {
  id: 'R',
  quantity: 1140,
  orderedSince: 0,
  remaining: 1140,
  orderBy: '2026-05-04',
  expectedArrival: '2026-05-18',
  currency: 'KRW',
  stockoutProbability: 0.64,
  status: 'OPEN',
  cost: '357000',
  waterfall: [
    { key: 'EXPECTED_DEMAND', units: 1106 },
    { key: 'SAFETY_STOCK', units: 54 },
    { key: 'ON_HAND', units: -27 },
    { key: 'INBOUND', units: 0 },
    { key: 'PACK_ROUNDING', units: 7 },
  ],
  supplier: NORTH,
  sku: { code: 'TEA-1', name: 'Green tea', stockoutRisk: 'STOCKED_OUT', moneyAtRisk: '3200000', currency: 'KRW', openOrders: [] },
};
const OVERDUE: Given = { recommendations: { totalCount: 1, nodes: [{ ...RECOMMENDATION, daysOverdue: 16 }] } };
const RECOMMENDATIONS: Given = { ...PUBLISHED, recommendations: { totalCount: 1, nodes: [RECOMMENDATION] } };

test('a recommendation says how its quantity comes about', async () => {
  respondWith(RECOMMENDATIONS);
  await openPage('/recommendations');
  const card = within(await screen.findByRole('article', { name: 'Green tea' }, PATIENCE));
  expect(card.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
    'Expected demand+1,106',
    'Safety stock+54',
    'On hand-27',
    'Inbound0',
    'Whole packs+7',
    'Order quantity1,140',
  ]);
  for (const text of ['Stocked out', '₩357,000', 'By Mon, May 4', '64%', 'Mon, May 18', 'North']) expect(card.getByText(text)).toBeVisible();
});

test('a day to order that is past is said as overdue', async () => {
  respondWith({ ...PUBLISHED, ...OVERDUE });
  await openPage('/recommendations');
  expect(await screen.findByText('16 days overdue', {}, PATIENCE)).toBeVisible();
  expect(screen.queryByText('By Mon, May 4')).toBeNull();
});

test('recommendations as a table, in Korean', async () => {
  respondWith(RECOMMENDATIONS);
  await openPage('/recommendations?view=table', { language: 'ko' });
  expect(await rowsOf('발주 추천')).toContainEqual([
    '',
    'Green teaTEA-1',
    '품절',
    '1,140',
    '5월 4일 (월)까지',
    '5월 18일 (월)',
    '64%',
    '₩3,200,000',
    '1,106',
    '54',
    '27',
    '0',
    '₩357,000',
    'North',
    '검토 전',
  ]);
});

test('what a recommendation costs is not for operators', async () => {
  respondWith(RECOMMENDATIONS);
  await openPage('/recommendations?view=table', { role: 'OPERATOR' });
  expect((await rowsOf('Recommendations')).flat()).toContain('North');
  expect(screen.queryByRole('columnheader', { name: 'Cost' })).toBeNull();
  expect(screen.queryByText('Budget planner')).toBeNull();
});

test('nothing to order', async () => {
  respondWith(PUBLISHED);
  await openPage('/recommendations');
  expect(await screen.findByText('Nothing to order', {}, PATIENCE)).toBeVisible();
});

test('recommendations are searched, narrowed and ordered as the address says', async () => {
  respondWith(RECOMMENDATIONS);
  await openPage('/recommendations?search=tea&category=Drinks&abc=A&lifecycle=ENDING&orderBy=MONEY_AT_RISK&direction=reversed');
  expect(await screen.findByDisplayValue('tea', {}, PATIENCE)).toBeVisible();
  const filter = { minQuantity: 1, search: 'tea', category: ['Drinks'], abc: ['A'], lifecycle: ['ENDING'], status: ['OPEN'] };
  expect(sentVariables('Recommendations').at(-1)).toMatchObject({ filter, orderBy: 'MONEY_AT_RISK', isReversed: true });
});

test('recommendations recover', () => expectRecovery('/recommendations', RECOMMENDATIONS, 'Green tea'));

const ORDER = {
  id: 'O',
  orderNo: 'PO-000007',
  state: 'APPROVED',
  version: 4,
  currency: 'KRW',
  expectedOn: '2026-05-18',
  createdAt: '2026-05-01T03:04:00Z',
  submittedAt: '2026-05-01T03:05:00Z',
  approvedAt: '2026-05-01T03:06:00Z',
  totalAmount: '934800',
  createdBy: 'operator',
  submittedBy: 'operator',
  approvedBy: 'manager',
  isSplitSuspect: true,
  allowedActions: ['RECEIVE', 'COMPLETE', 'COMMENT'],
  supplier: NORTH,
  items: [{ lineNo: 1, quantity: 1030, receivedQuantity: 10, unitCost: '31160', amount: '934800', sku: { code: 'TEA-1', name: 'Green tea' } }],
};
const ORDERS: Given = { ...PUBLISHED, purchaseOrders: { totalCount: 1, nodes: [ORDER] } };

test('purchase orders are listed with state and amount', async () => {
  respondWith(ORDERS);
  await openPage('/purchase-orders');
  const [row] = await rowsOf('Purchase orders');
  expect(row?.slice(0, 7)).toEqual(['', 'PO-000007', 'North', 'ApprovedSplit?', '₩934,800', 'May 18, 2026', 'operator']);
});

test.each([
  ['MANAGER', true],
  ['OPERATOR', undefined],
] as const)('a link to split orders, opened by a user with the role %s', async (role, isSplitSuspect) => {
  respondWith(ORDERS);
  await openPage('/purchase-orders?search=7&split=suspect', { role });
  expect(await rowsOf('Purchase orders')).toHaveLength(1);
  expect(sentVariables('PurchaseOrders').at(-1)).toEqual({ first: 30, after: null, filter: { search: '7', isSplitSuspect } });
});

test('purchase orders in Korean', async () => {
  respondWith(ORDERS);
  await openPage('/purchase-orders', { language: 'ko' });
  const [row] = await rowsOf('발주');
  expect(row?.slice(3, 6)).toEqual(['승인분할 의심', '₩934,800', '2026년 5월 18일']);
});

test('no purchase orders', async () => {
  respondWith(PUBLISHED);
  await openPage('/purchase-orders');
  expect(await screen.findByText('Create an order from recommendations or by hand.', {}, PATIENCE)).toBeVisible();
});

test('purchase orders recover', () => expectRecovery('/purchase-orders', ORDERS, 'PO-000007'));

const ONE_ORDER: Given = {
  ...PUBLISHED,
  purchaseOrder: {
    ...ORDER,
    timeline: [{ kind: 'APPROVED', version: 3, happenedAt: '2026-05-01T03:06:00Z', actor: 'manager' }],
    comments: [{ body: 'Ask for half of it.', createdAt: '2026-05-01T03:07:00Z', author: 'manager' }],
  },
};

test('an order shows its lines, what arrived and exactly the steps that are allowed', async () => {
  respondWith(ONE_ORDER);
  await openPage('/purchase-orders/O');
  expect(await rowsOf('Lines')).toContainEqual(['', '1', 'Green teaTEA-1', '1,030', '₩31,160', '₩934,800', '10 / 1,030']);
  expect(screen.getByText('10 of 1,030 units')).toBeVisible();
  expect(await screen.findByText('Ask for half of it.')).toBeVisible();
  for (const name of ['Record arrival', 'Complete order']) expect(screen.getByRole('button', { name })).toBeEnabled();
  for (const name of ['Approve', 'Reject', 'Submit for approval', 'Edit']) expect(screen.queryByRole('button', { name })).toBeNull();
});

test('an order is offered in the formats that can be made here', async () => {
  respondWith({ ...PUBLISHED, purchaseOrder: ORDER, company: { purchaseOrderFormats: ['CSV', 'XLSX'] } });
  await openPage('/purchase-orders/O');
  await userEvent.click(await screen.findByRole('button', { name: 'Document' }, PATIENCE));
  expect((await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent)).toEqual(['CSV', 'Excel (XLSX)']);
});

test('an order that does not exist', async () => {
  respondWith(PUBLISHED);
  await openPage('/purchase-orders/O');
  expect(await screen.findByText('No such order', {}, PATIENCE)).toBeVisible();
});

test('an order recovers', () => expectRecovery('/purchase-orders/O', ONE_ORDER, '10 of 1,030 units'));

test('an order is written for a supplier first', async () => {
  respondWith({ ...PUBLISHED, skuFacets: { suppliers: [{ value: 'S1', label: 'North' }] } });
  await openPage('/purchase-orders/new');
  expect(await screen.findByRole('heading', { name: 'New purchase order' }, PATIENCE)).toBeVisible();
  expect(screen.getByText('Choose a supplier first.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Save draft' })).toBeDisabled();
});

test('an order is edited from its current values', async () => {
  respondWith({ ...PUBLISHED, purchaseOrder: { ...ORDER, state: 'DRAFT', allowedActions: ['UPDATE'] } });
  await openPage('/purchase-orders/O/edit');
  expect(await screen.findByRole('spinbutton', { name: 'Units of Green tea' }, PATIENCE)).toHaveValue('1030');
});

test('an order that is fixed is not edited', async () => {
  respondWith(ONE_ORDER);
  await openPage('/purchase-orders/O/edit');
  expect(await screen.findByText("This order can't be edited", {}, PATIENCE)).toBeVisible();
});

test('editing an order recovers', () => expectRecovery('/purchase-orders/O/edit', ONE_ORDER, "This order can't be edited"));

const SETTING = { scope: 'SUPPLIER', target: 'S1', targetName: 'North', serviceLevel: 0.975, reviewDays: 21, leadTimeDays: null, holdingCostRate: 0.3, orderingCost: '12500', version: 1, updatedAt: '2026-05-01T03:04:00Z', updatedBy: 'kim@shop.example' };
const PLANNING: Given = {
  ...PUBLISHED,
  planningDefaults: { isProfitOptimal: true, serviceLevel: 0.95, reviewDays: 7, leadTimeDays: 14, holdingCostRate: 0.25, orderingCost: '0', currency: 'KRW' },
  planningSettings: ({ filter }: { filter: { scope: string[] } }) => ({ totalCount: 1, nodes: filter.scope.includes('GLOBAL') ? [] : [SETTING] }),
};

test('planning settings show what holds for all, and the exceptions', async () => {
  respondWith(PLANNING);
  await openPage('/planning');
  const [row] = await rowsOf('Exceptions');
  expect(row?.slice(0, 7)).toEqual(['Supplier', 'NorthS1', '97.5%', '21 days', '–', '30%', '12,500']);
  for (const text of ['Best profit', '7 days', '14 days', '25%', '₩0']) expect(screen.getByText(text)).toBeVisible();
});

test('planning settings without exceptions', async () => {
  respondWith({ ...PLANNING, planningSettings: {} });
  await openPage('/planning', { language: 'ko' });
  expect(await screen.findByText('예외 기준이 없습니다', {}, PATIENCE)).toBeVisible();
});

test('planning settings recover', () => expectRecovery('/planning', PLANNING, 'Best profit'));
