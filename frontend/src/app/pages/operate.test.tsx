import { screen, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith } from '@/testing/api';
import { PATIENCE, openPage, expectRecovery, rowsOf, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const COUNTS = [
  { name: 'to_order', count: 5 },
  { name: 'sales_spike', count: 3 },
  { name: 'by_tsb', count: 2 },
  { name: 'sku_overview', count: 1 },
];

const RUNS: Given = {
  publishedRun: { id: 'R2', logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' },
  pipelineRuns: {
    nodes: [
      {
        id: 'R2',
        kind: 'NIGHTLY',
        logicalDate: '2026-05-01',
        attempt: 1,
        trigger: 'SCHEDULE',
        status: 'SUCCEEDED',
        startedAt: '2026-05-01T17:00:00Z',
        finishedAt: '2026-05-01T17:01:35Z',
        warnings: [{
            code: 'STOCK_IS_NOT_NEGATIVE',
            message: 'Stock on record was below zero.',
            messageKo: '마이너스 재고가 기록되었습니다.',
            examples: ['sku = A-1, stock_date = 2026-06-30'],
            step: 'marts',
            numbers: [{ name: 'rows', value: 71 }],
          }],
        steps: [
          { position: 1, name: 'extract', status: 'SUCCEEDED', startedAt: '2026-05-01T17:00:00Z', seconds: 8.31, counts: [{ name: 'rows', count: 274597 }] },
          { position: 2, name: 'forecast', status: 'SUCCEEDED', startedAt: '2026-05-01T17:00:09Z', seconds: 4, counts: COUNTS },
        ],
      },
      { id: 'R1', kind: 'TRAINING', logicalDate: '2026-04-30', attempt: 2, trigger: 'COMMAND', status: 'FAILED', startedAt: '2026-04-30T17:00:00Z', error: 'no memory', errorCode: 'FAULT' },
    ],
  },
};

test('runs show their steps, warnings and why one failed', async () => {
  respondWith(RUNS);
  await openPage('/runs');
  expect(await screen.findByRole('heading', { name: 'Nightly run for May 1, 2026' }, PATIENCE)).toBeVisible();
  for (const text of ['1 min 35 s', '8.3 s', 'Rows 274,597', '1 warning', 'Latest results', /^Stock on record was below zero\. Rows: 71/, 'sku = A-1, stock_date = 2026-06-30', 'Extract']) {
    expect(screen.getByText(text)).toBeVisible();
  }
  expect(screen.getByRole('alert')).toHaveTextContent(/^The run failed\.A database/); // a training leaves nothing in view
});

const FAILED_STEPS = [
  { position: 1, name: 'extract', status: 'SUCCEEDED', startedAt: '2026-05-01T17:00:00Z', seconds: 2, counts: [] },
  { position: 2, name: 'marts', status: 'FAILED', startedAt: '2026-05-01T17:00:02Z', seconds: 20, counts: [] },
];
const FAILED_NIGHT = { id: 'R3', kind: 'NIGHTLY', logicalDate: '2026-05-01', attempt: 1, trigger: 'SCHEDULE', status: 'FAILED', error: 'x', errorCode: 'FAULT', steps: FAILED_STEPS };

test('a failed night says what stays in view, and its failed step has no bar of success', async () => {
  respondWith({ ...RUNS, pipelineRuns: { nodes: [FAILED_NIGHT] } });
  await openPage('/runs');
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent('The run failed. The latest results are still shown.');
  const bars = screen.getAllByRole('listitem').map((item) => item.querySelector('[data-status]')?.getAttribute('data-status'));
  expect(bars.filter(Boolean)).toEqual(['SUCCEEDED', 'FAILED']);
});

test('a first night that failed promises no earlier figures', async () => {
  respondWith({ publishedRun: null, pipelineRuns: { nodes: [FAILED_NIGHT] } });
  await openPage('/runs');
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent('The run failed. No results have been published yet.');
});

test('runs in Korean', async () => {
  respondWith(RUNS);
  await openPage('/runs', { language: 'ko' });
  expect(await screen.findByText('1분 35초', {}, PATIENCE)).toBeVisible();
  expect(screen.getByRole('heading', { name: '2026년 5월 1일 기준 야간 배치' })).toBeVisible();
  expect(screen.getByText('행 274,597')).toBeVisible();
  expect(screen.getByText(/^마이너스 재고가 기록되었습니다\. 71행/)).toBeVisible();
  expect(screen.getByText(/발주할 추천/)).toHaveTextContent('발주할 추천 5 · 판매 급증 3 · TSB 2 · sku_overview 1');
});

test('no runs yet', async () => {
  respondWith({});
  await openPage('/runs');
  expect(await screen.findByText('A run needs sales. Upload data, and runs and their steps appear here.', {}, PATIENCE)).toBeVisible();
});

test('runs recover', () => expectRecovery('/runs', RUNS, 'Nightly run for May 1, 2026'));

const BATCHES: Given = {
  importBatches: {
    totalCount: 1,
    nodes: [
      {
        id: 'B',
        fileName: 'orders.csv.gz',
        tableName: 'orders',
        status: 'LOADED',
        rowsIn: 128863,
        rowsLoaded: 128807,
        rowsUnchanged: 8,
        rowsRejected: 48,
        startedAt: '2026-05-01T03:04:00Z',
        reasons: [{ name: 'WRONG_TYPE', count: 48 }],
      },
    ],
  },
};

test('imports add up to the rows of their file', async () => {
  respondWith(BATCHES);
  await openPage('/imports');
  const [row] = await rowsOf('Files');
  expect(row?.[0]).toBe('orders.csv.gzOrders');
  expect(row?.slice(2, 4)).toEqual(['Loaded', '128,863']);
  for (const text of ['128,807 loaded', '8 unchanged', '48 refused']) expect(screen.getByText(text)).toBeVisible();
  expect(screen.getByRole('link', { name: 'Wrong format 48' })).toHaveAttribute('href', '/imports/rejected?batch=B&reason=WRONG_TYPE&state=all');
});

test('nothing imported yet', async () => {
  respondWith({});
  await openPage('/imports', { language: 'ko' });
  expect(await screen.findByText('가져온 파일이 없습니다', {}, PATIENCE)).toBeVisible();
});

test('imports recover', () => expectRecovery('/imports', BATCHES, 'orders.csv.gz'));

const REJECTED: Given = {
  rejectedRows: {
    totalCount: 1,
    nodes: [
      {
        id: 'J',
        fileName: 'orders.csv',
        tableName: 'orders',
        lineNo: 5267,
        reason: 'OUT_OF_RANGE',
        column: 'spend',
        cells: [{ column: 'spend', value: '-5000', isMasked: false }],
      },
    ],
  },
};

test('a refused row shows its place and its problem', async () => {
  respondWith(REJECTED);
  await openPage('/imports/rejected');
  const [row] = await rowsOf('Refused rows');
  expect(row).toEqual(['orders.csv:5267Orders', 'Out of range', 'The value is outside the allowed range.spend = -5000', 'Refused', 'Show row']);
});

test('no refused rows', async () => {
  respondWith({});
  await openPage('/imports/rejected');
  expect(await screen.findByText('All imported rows were loaded.', {}, PATIENCE)).toBeVisible();
});

test('refused rows recover', () => expectRecovery('/imports/rejected', REJECTED, 'Out of range'));

const AUDIT: Given = {
  auditLogs: {
    nodes: [
      {
        sequence: 1070,
        happenedAt: '2026-05-01T03:04:00Z',
        action: 'APPROVE_PURCHASE_ORDER',
        outcome: 'REFUSED',
        actor: 'kim@shop.example',
        address: '10.0.0.7',
        subjectType: 'PurchaseOrder',
        subjectId: '7',
        details: [{ name: 'version', value: '3' }],
      },
    ],
  },
};

test('the audit log shows who tried what, on what, and how it ended', async () => {
  respondWith(AUDIT);
  await openPage('/audit');
  const entry = (await rowsOf('Audit log')).find((cells) => cells.includes('1,070'));
  expect(entry?.slice(3)).toEqual(['kim@shop.example', 'Approve order', 'Refused', 'Purchase order 7', '10.0.0.7']);
});

test('the audit log in Korean', async () => {
  respondWith(AUDIT);
  await openPage('/audit', { language: 'ko' });
  const entry = (await rowsOf('감사 기록')).find((cells) => cells.includes('1,070'));
  expect(entry?.slice(4, 7)).toEqual(['발주 승인', '거부됨', '발주 7']);
});

test('no entries', async () => {
  respondWith({});
  await openPage('/audit');
  expect(await screen.findByText('No entry meets the conditions.', {}, PATIENCE)).toBeVisible();
});

test('the audit log recovers', () => expectRecovery('/audit', AUDIT, 'Purchase order'));

const USERS: Given = {
  users: {
    nodes: [
      { id: 'U1', email: 'kim@shop.example', displayName: 'Kim', role: 'MANAGER', roles: ['MANAGER'], approvalLimit: '50000000.00', version: 1 },
      { id: 'U2', email: 'lee@shop.example', displayName: 'Lee', role: 'OPERATOR', roles: ['OPERATOR'], disabledAt: '2026-05-01T03:04:00Z', version: 1 },
    ],
  },
};

test('users are listed with role, limit and whether they may sign in', async () => {
  respondWith(USERS);
  await openPage('/users');
  expect(await rowsOf('Users')).toEqual([
    ['Kimkim@shop.example', 'Manager', '50,000,000', '–', 'Enabled', 'EditDisable'],
    ['Leelee@shop.example', 'Operator', '–', '–', 'Disabled', 'EditEnable'],
  ]);
});

test('no users', async () => {
  respondWith({});
  await openPage('/users?search=nobody');
  expect(await screen.findByText('Nobody has this address or name.', {}, PATIENCE)).toBeVisible();
});

test('users recover', () => expectRecovery('/users', USERS, 'kim@shop.example'));

const TOKENS: Given = {
  apiTokens: [{ id: 'T', name: 'stock sheet', prefix: 'jgo_1a2b', createdAt: '2026-05-01T03:04:00Z', expiresAt: '2026-08-01T03:04:00Z', lastUsedAt: null, scopes: ['READ', 'APPROVE'] }],
};

test('tokens are listed by what they are for and what they may do', async () => {
  respondWith(TOKENS);
  await openPage('/tokens');
  const list = within(await screen.findByRole('list', { name: 'API tokens' }, PATIENCE));
  for (const text of ['stock sheet', 'jgo_1a2b…', 'Read', 'Approve', 'Never used']) expect(list.getByText(text)).toBeVisible();
  expect(list.getByText(/Aug 1, 2026/)).toBeVisible();
});

test('no tokens', async () => {
  respondWith({});
  await openPage('/tokens', { language: 'ko' });
  expect(await screen.findByText('토큰이 없습니다', {}, PATIENCE)).toBeVisible();
});

test('tokens recover', () => expectRecovery('/tokens', TOKENS, 'stock sheet'));
