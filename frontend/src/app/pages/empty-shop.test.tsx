import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { signOut } from '@/lib/session';
import { type Given, respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const STEPS = ['SALES', 'STOCK', 'PRODUCTS', 'RUN', 'PEOPLE'];
const steps = (...done: string[]) => STEPS.map((step) => ({ step, isDone: done.includes(step) }));
const EMPTY: Given = { publishedRun: null, dashboard: null, setup: { steps: steps(), users: 1 }, sampleData: null };
const SALES: Given = {
  ...EMPTY,
  setup: { steps: steps('SALES'), orders: 1234, firstDay: '2026-01-02', lastDay: '2026-05-01', products: 30, productsWithStock: 0, users: 1 },
};

const step = async (name: string) => {
  const heading = await screen.findByRole('heading', { name: new RegExp(`^${name}`) }, PATIENCE);
  const item = heading.closest('li');
  if (!item) throw new Error('not in a list');
  return within(item);
};

test('an empty shop is led step by step, with a template for each upload', async () => {
  respondWith(EMPTY);
  await openPage('/');
  const sales = await step('Upload sales');
  expect(sales.getByText('Open')).toBeVisible();
  expect(sales.getByRole('link', { name: 'Upload file' })).toHaveAttribute('href', '/imports');
  expect(sales.getByRole('link', { name: 'Excel template' })).toHaveAttribute('href', '/templates/sales.xlsx?lang=en');
  expect((await step('Upload stock')).getByRole('link', { name: 'Excel template' })).toHaveAttribute('href', '/templates/stock.xlsx?lang=en');
  expect((await step('Start the first run')).getByText('Upload sales first.')).toBeVisible();
  expect((await step('Invite colleagues')).getByRole('link', { name: 'Add users' })).toHaveAttribute('href', '/users');
});

test('after sales are there the run can be started', async () => {
  respondWith(SALES);
  await openPage('/');
  const sales = await step('Upload sales');
  expect(sales.getByText('Done')).toBeVisible();
  expect(sales.getByText(/^1,234 orders, .*2026/)).toBeVisible();
  expect((await step('Upload stock')).getByText('Stock is known for 0 of 30 SKUs.')).toBeVisible();
  expect((await step('Start the first run')).getByRole('button', { name: /Run now/ })).toBeEnabled();
  expect(screen.queryByRole('button', { name: 'Look around with sample data' })).toBeNull();
});

test('an operator reads the steps but gets nothing to press', async () => {
  respondWith(SALES);
  await openPage('/', { role: 'OPERATOR' });
  const sales = await step('Upload sales');
  expect(sales.queryByRole('link', { name: 'Upload file' })).toBeNull();
  expect((await step('Invite colleagues')).queryByRole('link')).toBeNull();
});

test('an administrator fills the empty shop with sample data', async () => {
  let sample: object | null = null;
  respondWith({
    ...EMPTY,
    sampleData: () => sample,
    addSampleData: () => {
      sample = { state: 'FILLING', step: 'IMPORT', done: 5, total: 10, error: null, lastDay: '2026-05-01' };
      return { __typename: 'SampleData', state: 'FILLING' };
    },
  });
  await openPage('/');
  await userEvent.click(await screen.findByRole('button', { name: 'Look around with sample data' }, PATIENCE));
  await waitFor(() => expect(sentVariables('AddSampleData')).toHaveLength(1));
  expect(await screen.findByText('Step 2 of 3: importing data', {}, PATIENCE)).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50');
});

test('the dashboard removes sample data after a question', async () => {
  const sampleData = { state: 'READY', step: 'RUN', done: 8, total: 8, error: null, lastDay: '2026-05-01' };
  respondWith({ ...SALES, sampleData, removeSampleData: { __typename: 'SampleData', state: 'REMOVING' } });
  await openPage('/');
  expect(await screen.findByText(/^Invented data up to .*not those of a real shop/, {}, PATIENCE)).toBeVisible();
  await userEvent.click(await screen.findByRole('button', { name: 'Remove sample data' }, PATIENCE));
  const [, confirm] = await screen.findAllByRole('button', { name: 'Remove sample data' }, PATIENCE);
  await userEvent.click(confirm as HTMLElement);
  await waitFor(() => expect(sentVariables('RemoveSampleData')).toHaveLength(1));
});

test.each([
  ['/skus', 'SKUs', /Upload sales and start the first run/],
  ['/recommendations', 'Recommendations', /With stock uploaded too/],
  ['/recommendations/budget', 'Budget planner', /costs of products/],
  ['/anomalies', 'Anomalies', /found in sales and stock/],
  ['/forecast-accuracy', 'Forecast accuracy', /compares forecasts/],
  ['/policy-backtest', 'Policy backtest', /more than a year of sales/],
  ['/purchase-orders', 'Purchase orders', /made from recommendations/],
  ['/purchase-orders/new', 'Purchase orders', /needs products and a supplier/],
  ['/runs', 'Pipeline runs', /needs sales/],
])('%s says what it needs and shows nothing to filter or export', async (path, title, text) => {
  respondWith(EMPTY);
  await openPage(path);
  expect(await screen.findByText(text, {}, PATIENCE)).toBeVisible();
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent(title);
  expect(screen.getByRole('link', { name: /Show the first steps/ })).toHaveAttribute('href', '/');
  expect(screen.queryAllByRole('combobox')).toEqual([]);
  expect(screen.queryAllByRole('searchbox')).toEqual([]);
  expect(screen.queryAllByRole('button')).toEqual([]);
});

test('once there are figures the open steps stay until they are dismissed', async () => {
  localStorage.removeItem('jaego.setup');
  const published = { logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z', risks: [], money: [], toOrder: [] };
  respondWith({ dashboard: published, setup: { steps: steps('SALES', 'RUN', 'PEOPLE'), isPublished: true } });
  await openPage('/');
  const panel = await screen.findByRole('heading', { name: 'Still open' }, PATIENCE);
  expect(screen.getByRole('link', { name: 'Upload stock' })).toHaveAttribute('href', '/imports');
  expect(screen.queryByRole('link', { name: 'Upload sales' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: "Don't show again" }));
  expect(panel).not.toBeInTheDocument();
});

const CODE = 'jgw_code';
const LINK = { __typename: 'WelcomeLink', expiresAt: '2026-05-02T00:00:00Z', currency: 'KRW', timeZone: 'Asia/Seoul' };

async function openWelcome(): Promise<void> {
  await openPage(`/welcome#code=${CODE}`);
}

async function fill(again: string): Promise<void> {
  await userEvent.type(await screen.findByLabelText('Name', {}, PATIENCE), 'Kim');
  await userEvent.type(screen.getByLabelText('E-mail'), 'kim@shop.example');
  await userEvent.type(screen.getByLabelText('Password'), 'several words of it');
  await userEvent.type(screen.getByLabelText('Password again'), again);
  await userEvent.click(screen.getByRole('button', { name: 'Create administrator and start' }));
}

test('the link of a new installation creates the first administrator and opens the dashboard', async () => {
  respondWith({ logout: { __typename: 'SignedOut', wasSignedIn: false } });
  await signOut(false);
  respondWith({
    ...EMPTY,
    checkWelcomeLink: LINK,
    createFirstAdministrator: { __typename: 'SignedIn', accessToken: 'token', expiresAt: new Date(Date.now() + 600_000).toISOString() },
  });
  await openWelcome();
  await fill('several words of it');
  expect(await screen.findByRole('heading', { name: /^Upload sales/ }, PATIENCE)).toBeVisible();
  expect(sentVariables('CheckWelcomeLink')[0]).toEqual({ input: { code: CODE } });
  const input = { code: CODE, displayName: 'Kim', email: 'kim@shop.example', password: 'several words of it', locale: 'en' };
  expect(sentVariables('CreateFirstAdministrator')).toEqual([{ input }]);
});

test('two different passwords are sent nowhere', async () => {
  respondWith({ logout: { __typename: 'SignedOut', wasSignedIn: false } });
  await signOut(false);
  respondWith({ checkWelcomeLink: LINK });
  await openWelcome();
  await fill('other words of it');
  expect(await screen.findByText('The two passwords differ.', {}, PATIENCE)).toBeVisible();
  expect(screen.getByText('KRW')).toBeVisible();
  expect(sentVariables('CreateFirstAdministrator')).toEqual([]);
});

test('a link that has ended says what to do', async () => {
  respondWith({ logout: { __typename: 'SignedOut', wasSignedIn: false } });
  await signOut(false);
  respondWith({ checkWelcomeLink: { __typename: 'WelcomeLinkRefused', code: 'WELCOME_LINK_REFUSED', message: 'No.', hasUsers: false } });
  await openWelcome();
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent('Start jaego up again');
  expect(screen.queryByRole('textbox')).toBeNull();
});
