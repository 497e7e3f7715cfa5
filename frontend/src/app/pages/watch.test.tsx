import { screen, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith } from '@/testing/api';
import { PATIENCE, openPage, expectRecovery, rowsOf, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const PUBLISHED = { publishedRun: { logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' } };
const TEA = { code: 'TEA-1', name: 'Green tea' };

const DASHBOARD: Given = {
  ...PUBLISHED,
  dashboard: {
    logicalDate: '2026-05-01',
    risks: [
      { risk: 'STOCKED_OUT', skus: 3 },
      { risk: 'HIGH', skus: 4 },
      { risk: 'LOW', skus: 1200 },
    ],
    money: [{ currency: 'KRW', moneyAtRisk: '12345678', revenue28: '290000000' }],
    toOrder: [{ currency: 'KRW', orders: 51, due: 14, cost: '33400000' }],
  },
  anomalies: ({ filter }: { filter: { severity?: string[] } }) => ({
    totalCount: filter.severity ? 12 : 18,
    nodes: [{ id: 'A', detectedOn: '2026-04-30', type: 'SALES_DROP', severity: 'CRITICAL', moneyAtStake: '2001814', currency: 'KRW', sku: TEA }],
  }),
  purchaseOrders: { totalCount: 2 },
  stockoutRiskTop: [
    {
      ...TEA,
      id: 'S',
      stockoutRisk: 'HIGH',
      stockoutProbability14: 0.87,
      depletionDate: '2026-05-03',
      onHand: 1234,
      expectedDemand14: 2345.6,
      moneyAtRisk: '1457724.00',
      currency: 'KRW',
      recommendedQuantity: 96,
    },
  ],
  pipelineRuns: { nodes: [{ id: 'R', logicalDate: '2026-05-01', status: 'SUCCEEDED' }] },
};

/** The figures at the top of the page: name, value and note. */
async function figures(): Promise<string[]> {
  const first = await screen.findByText(/^(SKUs at risk|품절 위험 SKU)$/, {}, PATIENCE);
  return Array.from(first.closest('ul')?.children ?? [], ({ textContent }) => textContent);
}

test('the dashboard shows what is at risk, in how much money, and where to look first', async () => {
  respondWith(DASHBOARD);
  await openPage('/');
  expect(await figures()).toEqual([
    'SKUs at risk73 stocked out',
    'Money at risk₩12.3Mnext 14 days',
    'To order5114 due this week · ₩33.4M',
    'Open anomalies1812 high or critical',
    'Awaiting approval2purchase orders to decide',
    'Revenue₩290Mlast 28 days',
  ]);
  const top = within(await screen.findByRole('region', { name: 'Look at these first' }, PATIENCE));
  expect(top.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['Green teaTEA-1', 'High', '87%', 'Sun, May 3', '1,234', '2,346', '₩1,457,724', '96']);
  expect(await screen.findByText('Sales drop')).toBeVisible();
  expect(screen.getByText('₩2M')).toBeVisible();
});

test('the dashboard in Korean', async () => {
  respondWith(DASHBOARD);
  await openPage('/', { language: 'ko' });
  expect(await figures()).toEqual(expect.arrayContaining(['품절 예상 손실액₩1230만앞으로 14일', '매출₩2.9억최근 28일']));
  expect(await screen.findByText('5월 3일 (일)')).toBeVisible();
});

test('the dashboard before the first night', async () => {
  respondWith({});
  await openPage('/');
  expect(await screen.findByRole('heading', { name: 'Get started' }, PATIENCE)).toBeVisible();
});

test('the dashboard recovers', () => expectRecovery('/', DASHBOARD, 'Look at these first'));

const SKUS: Given = {
  ...PUBLISHED,
  skus: {
    totalCount: 1200,
    nodes: [
      {
        ...TEA,
        id: 'S',
        currency: 'KRW',
        onHand: -13,
        onOrder: 428,
        daysOfCover: 7.14,
        depletionDate: '2026-05-03',
        stockoutRisk: 'STOCKED_OUT',
        stockoutProbability14: 0.995,
        expectedDemand14: 58.4,
        revenue28: '379160',
        moneyAtRisk: '1457724',
        recommendedQuantity: 110,
        receivedSince: 0,
        lifecycle: 'ENDING',
        abc: 'A',
        xyz: 'X',
        supplier: { code: 'S1', name: 'North' },
      },
    ],
  },
};

test('the SKU list shows each figure in the form of the language', async () => {
  respondWith(SKUS);
  await openPage('/skus');
  expect(await rowsOf('SKUs')).toContainEqual([
    '',
    'Green teaTEA-1',
    'Stocked out',
    '100%',
    'Out of stock',
    '7.1',
    '-13',
    '428',
    '58',
    '110',
    '₩1,457,724',
    '₩379,160',
    'A·X',
    'Ending',
    'North',
  ]);
  expect(await screen.findByText('1 of 1,200 rows')).toBeVisible();
});

test('the SKU list in Korean', async () => {
  respondWith(SKUS);
  await openPage('/skus', { language: 'ko' });
  expect(await rowsOf('SKU')).toContainEqual(expect.arrayContaining(['품절', '100%', '현재 품절', '₩1,457,724', '종료 예정']));
  expect(await screen.findByText('전체 1,200건 중 1건')).toBeVisible();
});

test('the SKU list without SKUs distinguishes a search from a shop before its first night', async () => {
  respondWith({});
  await openPage('/skus');
  expect(await screen.findByText('They appear here after the first nightly run.', {}, PATIENCE)).toBeVisible();
});

test('the SKU list recovers', () => expectRecovery('/skus', SKUS, 'Green tea'));

const ANOMALIES: Given = {
  ...PUBLISHED,
  anomalies: {
    totalCount: 1,
    nodes: [{ id: 'A', detectedOn: '2026-04-30', type: 'PRICE_ANOMALY', severity: 'HIGH', observed: 12700, expected: 127100, moneyAtStake: '9609600', currency: 'KRW', status: 'OPEN', version: 1, sku: TEA }],
  },
};

test('anomalies are listed with actual and expected values', async () => {
  respondWith(ANOMALIES);
  await openPage('/anomalies');
  const [row] = await rowsOf('Anomalies');
  expect(row?.slice(0, 7)).toEqual(['High', 'Unusual price', 'Green teaTEA-1', '₩9,609,600', '12,700expected 127,100', 'Apr 30, 2026', 'Open']);
});

test('anomalies in Korean', async () => {
  respondWith(ANOMALIES);
  await openPage('/anomalies', { language: 'ko' });
  const [row] = await rowsOf('이상 징후');
  expect(row?.slice(0, 7)).toEqual(['높음', '가격 이상', 'Green teaTEA-1', '₩9,609,600', '12,700예상 127,100', '2026년 4월 30일', '미확인']);
});

test('no anomalies', async () => {
  respondWith({});
  await openPage('/anomalies');
  expect(await screen.findByText('The latest results have no anomalies.', {}, PATIENCE)).toBeVisible();
});

test('anomalies recover', () => expectRecovery('/anomalies', ANOMALIES, 'Unusual price'));

const NOTIFICATIONS: Given = {
  ...PUBLISHED,
  notifications: { nodes: [{ id: 'N', createdAt: '2026-05-01T03:04:00Z', eventType: 'STOCKOUT_RISK', title: '48 SKUs may run out of stock', text: 'As of 2026-05-01', readAt: null }] },
};

test('notifications are listed with their kind, and what is unread can be marked', async () => {
  respondWith(NOTIFICATIONS);
  await openPage('/notifications');
  const entry = within(await screen.findByText('48 SKUs may run out of stock', {}, PATIENCE).then((title) => title.closest('li') as HTMLElement));
  expect(entry.getByText(/^Stock-out risk/)).toHaveTextContent(/^Stock-out risk · May 1, 2026, /);
  expect(entry.getByRole('img', { name: 'Unread' })).toBeInTheDocument();
  expect(entry.getByRole('button', { name: 'Mark as read: 48 SKUs may run out of stock' })).toBeEnabled();
});

test('no notifications', async () => {
  respondWith({});
  await openPage('/notifications', { language: 'ko' });
  expect(await screen.findByText('알림이 없습니다', {}, PATIENCE)).toBeVisible();
});

test('notifications recover', () => expectRecovery('/notifications', NOTIFICATIONS, '48 SKUs may run out of stock'));

const SETTINGS: Given = {
  notificationSettings: [
    { eventType: 'STOCKOUT_RISK', channel: 'IN_APP', isEnabled: true, isDigest: false, quietFrom: '22:00', quietUntil: '07:30', isDefault: false },
    { eventType: 'STOCKOUT_RISK', channel: 'EMAIL', isEnabled: true, isDigest: true, quietFrom: '22:00', quietUntil: '07:30', isDefault: false },
    { eventType: 'RUN_FAILED', channel: 'IN_APP', isEnabled: false, isDigest: false, quietFrom: '22:00', quietUntil: '07:30', isDefault: false },
  ],
};

test('notification settings show each switch and the quiet hours', async () => {
  respondWith(SETTINGS);
  await openPage('/notifications/settings');
  expect(await screen.findByRole('switch', { name: 'Stock-out risk: E-mail' }, PATIENCE)).toBeChecked();
  expect(screen.getByRole('switch', { name: 'Run failed: In the console' })).not.toBeChecked();
  expect(screen.getByText('daily digest')).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Quiet from' })).toHaveValue('22:00');
  expect(screen.getByRole('textbox', { name: 'Quiet until' })).toHaveValue('07:30');
});

test('notification settings recover', () => expectRecovery('/notifications/settings', SETTINGS, 'Stock-out risk'));

const DELIVERIES: Given = {
  notificationDeliveries: {
    nodes: [{ eventId: 'E', eventType: 'RUN_FAILED', channel: 'EMAIL', status: 'GIVEN_UP', attempts: 7, recipient: 'kim@shop.example', reason: 'refused', createdAt: '2026-05-01T03:04:00Z' }],
  },
};

test('the delivery log shows the result of a message', async () => {
  respondWith(DELIVERIES);
  await openPage('/notifications/deliveries');
  const [row] = await rowsOf('Delivery log');
  expect(row?.slice(1, 6)).toEqual(['Run failed', 'E-mail', 'kim@shop.example', 'Given up', '7']);
});

test('no deliveries', async () => {
  respondWith({});
  await openPage('/notifications/deliveries');
  expect(await screen.findByText('Messages by e-mail, Slack and webhook are listed here.', {}, PATIENCE)).toBeVisible();
});

test('the delivery log recovers', () => expectRecovery('/notifications/deliveries', DELIVERIES, 'Run failed'));
