import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith } from '@/testing/api';
import { PATIENCE, openPage, expectRecovery, rowsOf, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const PUBLISHED = { publishedRun: { logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' } };
const MEASURED = { source: 'PUBLISHED', horizonDays: 7, totals: 2358, firstOrigin: '2026-03-08', lastOrigin: '2026-04-20', wape: 0.2963, modelWape: 0.2974, naiveWape: 0.3571, valueAdded: 0.1702, bias: -0.06, coverage: 0.76 };
const ACCURACY: Given = {
  ...PUBLISHED,
  forecastAccuracy: [MEASURED, { ...MEASURED, demandClass: 'LUMPY', totals: 90, wape: 0.47, naiveWape: 0.4, valueAdded: -0.175 }, { ...MEASURED, model: 'LIGHTGBM', totals: 316 }],
};

test('forecast accuracy shows the error, what it is measured against and the gain', async () => {
  respondWith(ACCURACY);
  await openPage('/forecast-accuracy');
  expect(await rowsOf('By horizon')).toEqual([['30%', '36%', '+17%']]);
  expect(await rowsOf('By demand class, 7 days')).toEqual([['47%', '40%', '-18%']]);
  expect(screen.getByText("Jaego's model")).toBeVisible();
  for (const text of ['29.6%', '35.7%', '-6%', '76%', '2,358', 'made 3/8 to 4/20', '29.7% without overrides']) expect(screen.getByText(text)).toBeVisible();
});

test('forecast accuracy as a table, in Korean', async () => {
  respondWith(ACCURACY);
  await openPage('/forecast-accuracy', { language: 'ko' });
  await userEvent.click(await screen.findByRole('button', { name: '예측 기간별: 표로 보기' }, PATIENCE));
  const table = within(screen.getByRole('region', { name: '예측 기간별' }));
  expect(table.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['7일', '2,358', '2026년 3월 8일 – 2026년 4월 20일', '29.6%', '35.7%', '+17%', '-6%', '76%']);
});

test('backtests show no panels of published forecasts', async () => {
  const row = { source: 'BACKTEST', horizonDays: 7, totals: 10, demandClass: null, model: 'LIGHTGBM', wape: 0.3, naiveWape: 0.4, valueAdded: 0.25 };
  respondWith({ ...ACCURACY, forecastAccuracy: [row] });
  await openPage('/forecast-accuracy?source=BACKTEST');
  expect(await screen.findByText('By horizon', {}, PATIENCE)).toBeVisible();
  for (const title of ['Calibration', '80% range, 7 days']) expect(screen.queryByText(title)).toBeNull();
});

test('before the first outcome the page says when there will be one', async () => {
  respondWith(PUBLISHED);
  await openPage('/forecast-accuracy');
  expect(await screen.findByText(/May 8, 2026/, {}, PATIENCE)).toBeVisible();
});

test('forecast accuracy recovers', () => expectRecovery('/forecast-accuracy', ACCURACY, '29.6%'));

const POLICY = { policy: 'RECOMMENDED', parameters: '', serviceLevel: 0.9941, plannedServiceLevel: 0.997, demandUnits: 35478, lostUnits: 213, orderCount: 1089, lostMargin: '4000000', meanStockValue: '85400000', holdingCost: '10900000', orderingCost: '0', totalCost: '14900000', totalCostLow: '8320000', totalCostHigh: '23700000' };
const COMPETITOR = { ...POLICY, policy: 'MIN_MAX', parameters: '91 21 0', plannedServiceLevel: null, serviceLevel: 0.9844, lostUnits: 554, totalCost: '13900000', costRatio: 1.07, costRatioLow: 0.73, costRatioHigh: 1.48 };
const BACKTEST: Given = {
  policyBacktest: {
    finishedAt: '2026-05-01T03:04:00Z',
    periodStart: '2025-11-01',
    periodEnd: '2026-05-01',
    currency: 'KRW',
    policies: [POLICY, COMPETITOR],
    worseSkus: [{ sku: 'TEA-1', name: 'Green tea', extraCost: '3070000', serviceLevel: 0.895, competitorServiceLevel: 0.982 }],
  },
};

test('the policy backtest claims no more than its interval bears', async () => {
  respondWith(BACKTEST);
  await openPage('/policy-backtest');
  expect(await screen.findByRole('heading', { name: 'No clear difference from Min/max: it is within random variation' }, PATIENCE)).toBeVisible();
  expect(screen.getByText(/90% interval -27% to \+48%/)).toBeVisible();
  for (const text of ['99.4%', '98.4%', '213 units', '554 units', '99.7% planned']) expect(screen.getByText(text)).toBeVisible();
  expect(await rowsOf('SKUs where Jaego costs more')).toEqual([['Green teaTEA-1', '₩3.07M', '89.5%', '98.2%']]);
});

test('the policy backtest says who is cheaper where its interval does, in Korean', async () => {
  const policies = [POLICY, { ...COMPETITOR, costRatio: 0.9, costRatioLow: 0.82, costRatioHigh: 0.97 }];
  respondWith({ policyBacktest: { ...(BACKTEST.policyBacktest as Given), policies, worseSkus: [] } });
  await openPage('/policy-backtest', { language: 'ko' });
  expect(await screen.findByRole('heading', { level: 2, name: /10%/ }, PATIENCE)).toHaveTextContent('최소·최대 재고');
});

test('no policy backtest yet', async () => {
  respondWith({});
  await openPage('/policy-backtest');
  expect(await screen.findByText(/start it now with the button above/, {}, PATIENCE)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Run now' })).toBeEnabled();
});

test('a policy backtest under way shows its progress, and another can not be started', async () => {
  const run = { id: 'R', kind: 'POLICY_BACKTEST', status: 'RUNNING', step: 'walk', steps: [{ status: 'SUCCEEDED' }, { status: 'RUNNING' }] };
  respondWith({ ...BACKTEST, pipelineRuns: { nodes: [run] } });
  await openPage('/policy-backtest');
  expect(await screen.findByText('1 of 5 steps done · now: Simulate the past', {}, PATIENCE)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Run under way' })).toBeDisabled();
});

test('a policy backtest that failed says why, beside the one before', async () => {
  const run = { id: 'R', kind: 'POLICY_BACKTEST', status: 'FAILED', error: 'The data begin on 2026-01-01.', errorCode: 'INPUT_REFUSED' };
  respondWith({ ...BACKTEST, pipelineRuns: { nodes: [{ id: 'N', kind: 'NIGHTLY', status: 'SUCCEEDED' }, run] } });
  await openPage('/policy-backtest');
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent('The last policy backtest failed.Required data is missing');
  expect(screen.getByText('213 units')).toBeVisible();
});

test('the policy backtest recovers', () => expectRecovery('/policy-backtest', BACKTEST, '213 units'));

const FORECAST = {
  horizonDays: 14,
  mean: 1049.4,
  p10: 930,
  p90: 1169,
  model: 'LIGHTGBM',
  confidence: 0.731,
  daily: [{ targetDate: '2026-05-02', mean: 3.26, p10: 1, p90: 7 }],
  explanation: { baseValue: 1054, prediction: 1049.4, contributions: [{ group: 'SEASON', units: -4.6 }], rules: [] },
  accuracy: [{ source: 'PUBLISHED', model: null, totals: 3, wape: 0.31, naiveWape: 0.25, valueAdded: -0.24 }],
};
const SKU = {
  id: 'S',
  code: 'TEA-1',
  name: 'Green tea',
  asOfDate: '2026-05-01',
  currency: 'KRW',
  listPrice: '87800',
  unitCost: '54820',
  onHand: 1240,
  reserved: 40,
  onOrder: 300,
  moq: 24,
  packSize: 12,
  daysOfCover: 4.2,
  depletionDate: '2026-05-05',
  stockoutRisk: 'HIGH',
  stockoutProbability14: 0.87,
  moneyAtRisk: '4334489',
  revenue28: '6940000',
  units28: 82,
  abc: 'A',
  xyz: 'X',
  supplier: { code: 'S1', name: 'North' },
  forecast: FORECAST,
  features: { level28: 3.7, trendRatio: -0.05, stockoutDays91: 9 },
  recommendation: {
    id: 'R',
    quantity: 1108,
    orderBy: '2026-05-04',
    expectedArrival: '2026-05-18',
    leadTimeDays: 14,
    stockoutProbability: 0.9,
    status: 'OPEN',
    waterfall: [
      { key: 'EXPECTED_DEMAND', units: 1196 },
      { key: 'ON_HAND', units: -88 },
    ],
  },
};
const PLANNED = { quantity: 1108, serviceLevel: 0.98, leadTimeDays: 14, stockoutProbability: 0.9, orderBy: '2026-05-04', expectedArrival: '2026-05-18', depletionDate: '2026-05-05', forecast: [{ horizonDays: 14, units: 1049 }] };
const WORKBENCH: Given = { ...PUBLISHED, sku: SKU, whatIf: { stored: PLANNED, changed: PLANNED } };

test('the workbench shows stock, forecast, recommendation and accuracy of a SKU', async () => {
  respondWith(WORKBENCH);
  await openPage('/skus/TEA-1');
  expect(await screen.findByRole('heading', { level: 1, name: 'Green tea' }, PATIENCE)).toBeVisible();
  for (const text of ['1,200', '1,240 on hand · 40 reserved', '₩4.33M', '₩6.94M', '₩87,800', 'Cost ₩54,820', '82 units']) expect(await screen.findByText(text, {}, PATIENCE)).toBeVisible();
  for (const text of ['930 – 1,169', '73%', "Jaego's model"]) expect((await screen.findAllByText(text, {}, PATIENCE))[0]).toBeVisible();
  const panel = screen.getByRole('heading', { name: 'Where the quantity comes from' }).closest('section') as HTMLElement;
  const terms = await within(panel).findByRole('table', {}, PATIENCE);
  expect(within(terms).getAllByRole('row').map(({ textContent }) => textContent)).toEqual(['Expected demand+1,196', 'On hand-88', 'Order quantity1,108']);
});

test('the workbench in Korean keeps cost from operators', async () => {
  respondWith(WORKBENCH);
  await openPage('/skus/TEA-1', { language: 'ko', role: 'OPERATOR' });
  expect(await screen.findByText('₩433만', {}, PATIENCE)).toBeVisible();
  expect((await screen.findAllByText('Jaego 모델', {}, PATIENCE))[0]).toBeVisible();
  expect(screen.queryByText(/54,820/)).toBeNull();
});

test('a SKU that does not exist', async () => {
  respondWith(PUBLISHED);
  await openPage('/skus/NONE');
  expect(await screen.findByText('No such SKU', {}, PATIENCE)).toBeVisible();
});

test('the workbench recovers', () => expectRecovery('/skus/TEA-1', WORKBENCH, '₩87,800'));
