import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, openPage, questionOf, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const SUPPLIERS = { suppliers: [{ value: 'S1', label: 'North' }, { value: 'S2', label: 'South' }] };
const SUPPLIER = { code: 'S1', name: 'North', currency: 'KRW', minOrderValue: '50000' };
const sku = (code: string, name: string, unitCost: string | null) => ({ code, name, unitCost, currency: 'KRW', onHand: 4, recommendedQuantity: 12, supplier: SUPPLIER });
const FORM: Given = { skuFacets: SUPPLIERS, skus: { nodes: [sku('TEA-1', 'Green tea', '1200'), sku('TEA-2', 'Black tea', null)] } };
const ORDER = {
  id: 'O',
  orderNo: 'PO-000007',
  state: 'DRAFT',
  version: 2,
  currency: 'KRW',
  allowedActions: ['UPDATE', 'CANCEL', 'COMMENT'],
  supplier: SUPPLIER,
  items: [{ lineNo: 1, quantity: 10, receivedQuantity: 0, unitCost: '1000', amount: '10000', sku: sku('TEA-1', 'Green tea', '1200') }],
};
const EDITED: Given = { ...FORM, purchaseOrder: ORDER };

async function choose(name: string, option: string) {
  await userEvent.click(await screen.findByRole('combobox', { name }, PATIENCE));
  await userEvent.click(await screen.findByText(option, { selector: '.ant-select-item-option *' }, PATIENCE));
}

async function startOrder(products: readonly string[] = []) {
  await choose('Supplier', 'North');
  for (const product of products) await choose('Add a product by code or name', product);
}

const amountOf = (name: string) => screen.getByRole('status', { name: `Amount of ${name}` });
const sums = async () => within(await screen.findByRole('group', { name: 'Amounts of the order' }, PATIENCE));

async function type(name: string, value: string) {
  const box = screen.getByRole('spinbutton', { name });
  await userEvent.clear(box);
  if (value) await userEvent.type(box, value);
  await userEvent.tab();
}

test('amounts, total and the minimum of the supplier follow what is entered', async () => {
  respondWith(FORM);
  await openPage('/purchase-orders/new');
  await startOrder(['Green tea', 'Black tea']);
  expect(screen.getByText('Catalog cost ₩1,200')).toBeVisible();
  expect(amountOf('Green tea')).toHaveTextContent('₩14,400');
  expect(amountOf('Black tea')).toHaveTextContent('–');
  expect((await sums()).getByText('₩14,400')).toBeVisible();
  expect((await sums()).getByText('excluding 1 line with unknown units or cost')).toBeVisible();
  expect((await sums()).getByText('₩50,000')).toBeVisible();
  expect((await sums()).getByText('₩35,600 missing')).toBeVisible();
  await type('Unit cost of Black tea', '2500');
  expect(amountOf('Black tea')).toHaveTextContent('₩30,000');
  expect((await sums()).getByText('₩5,600 missing')).toBeVisible();
  await type('Unit cost of Green tea', '2000');
  expect(amountOf('Green tea')).toHaveTextContent('₩24,000');
  expect((await sums()).getByText('₩54,000')).toBeVisible();
  expect((await sums()).getByText('Reached')).toBeVisible();
  expect(screen.queryByText(/unknown/)).toBeNull();
});

test('a line that is edited costs what was agreed until another cost is entered', async () => {
  respondWith(EDITED);
  await openPage('/purchase-orders/O/edit', { language: 'ko' });
  const amount = await screen.findByRole('status', { name: 'Green tea 금액' }, PATIENCE);
  expect(amount).toHaveTextContent('₩10,000');
  expect(screen.getByText('등록된 단가 ₩1,200')).toBeVisible();
  await type('Green tea 단가', '');
  expect(amount).toHaveTextContent('₩10,000');
  await type('Green tea 단가', '1500');
  expect(amount).toHaveTextContent('₩15,000');
  expect(await screen.findByText('₩35,000 부족합니다', {}, PATIENCE)).toBeVisible();
});

test('without the permission no cost is asked for or shown', async () => {
  respondWith(FORM);
  await openPage('/purchase-orders/new', { role: 'OPERATOR' });
  await startOrder(['Green tea']);
  await type('Unit cost of Green tea', '2500');
  expect(screen.queryByText(/₩|Catalog cost \d/)).toBeNull();
  expect(screen.queryByRole('group', { name: 'Amounts of the order' })).toBeNull();
  expect(screen.queryByRole('status', { name: 'Amount of Green tea' })).toBeNull();
  expect(sentVariables('OrderTerms')).toEqual([]);
  expect(sentVariables('OrderSkus').map(({ seesCosts }) => seesCosts)).toContain(false);
  expect(sentVariables('OrderSkus').map(({ seesCosts }) => seesCosts)).not.toContain(true);
});

test('who sees costs but not terms is shown amounts without the minimum', async () => {
  respondWith(FORM);
  await openPage('/purchase-orders/new', { role: 'OPERATOR', seesCosts: true });
  await startOrder(['Green tea']);
  expect((await sums()).getByText('₩14,400')).toBeVisible();
  expect(screen.queryByText("Supplier's minimum order value")).toBeNull();
  expect(sentVariables('OrderTerms')).toContainEqual({ supplier: 'S1', seesTerms: false });
});

test('a form with unsaved lines is left only when that is confirmed', async () => {
  respondWith(FORM);
  await openPage('/purchase-orders/new');
  await startOrder(['Green tea']);
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  const question = await questionOf('Leave without saving?');
  expect(question.getByText('Your changes will be lost.')).toBeVisible();
  await userEvent.click(question.getByRole('button', { name: 'Keep editing' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), PATIENCE);
  expect(screen.getByRole('spinbutton', { name: 'Units of Green tea' })).toHaveValue('12');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await userEvent.click(within(await screen.findByRole('dialog', {}, PATIENCE)).getByRole('button', { name: 'Leave' }));
  expect(await screen.findByRole('heading', { name: 'Purchase orders' }, PATIENCE)).toBeVisible();
});

test('the browser asks before unsaved lines are lost, and not before', async () => {
  respondWith(FORM);
  await openPage('/purchase-orders/new');
  const leaves = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  await screen.findByRole('combobox', { name: 'Supplier' }, PATIENCE);
  expect(leaves()).toBe(true);
  await startOrder(['Green tea']);
  expect(leaves()).toBe(false);
});

test('a form without changes is left without a question', async () => {
  respondWith(EDITED);
  await openPage('/purchase-orders/O/edit');
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }, PATIENCE));
  expect(await screen.findByRole('heading', { name: 'PO-000007' }, PATIENCE)).toBeVisible();
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('another supplier removes the lines only when that is confirmed', async () => {
  respondWith(FORM);
  await openPage('/purchase-orders/new');
  await startOrder(['Green tea']);
  await choose('Supplier', 'South');
  const question = await questionOf('Change the supplier?');
  expect(screen.getByRole('spinbutton', { name: 'Units of Green tea' })).toBeVisible();
  await userEvent.click(question.getByRole('button', { name: 'Change and remove lines' }));
  expect(await screen.findByText('No lines yet', {}, PATIENCE)).toBeVisible();
});

test('warnings are confirmed for exactly the units that they were about', async () => {
  const warning = { sku: 'TEA-1', code: 'BELOW_MINIMUM', quantity: 12, limit: 24, suggestedQuantity: 24, expectedLoss: null, currency: null };
  const createPurchaseOrder = ({ input }: { input: { confirmed: unknown[] } }) =>
    input.confirmed.length > 0
      ? { ...ORDER, __typename: 'PurchaseOrder', id: 'N' }
      : { __typename: 'ConfirmationRequired', warnings: [warning] };
  respondWith({ ...EDITED, createPurchaseOrder });
  await openPage('/purchase-orders/new');
  await startOrder(['Green tea']);
  await userEvent.click(screen.getByRole('button', { name: 'Save draft' }));
  const first = await questionOf('Order these lines anyway?');
  expect(first.getByRole('listitem')).toHaveTextContent('TEA-1 12 units are below the minimum order of 24. Suggested: 24.');
  await userEvent.click(first.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), PATIENCE);
  expect(sentVariables('CreateOrder')).toHaveLength(1);
  expect(screen.getByRole('spinbutton', { name: 'Units of Green tea' })).toHaveValue('12');
  await userEvent.click(screen.getByRole('button', { name: 'Save draft' }));
  await userEvent.click(within(await screen.findByRole('dialog', {}, PATIENCE)).getByRole('button', { name: 'Order anyway' }));
  expect(await screen.findByRole('heading', { name: 'PO-000007' }, PATIENCE)).toBeVisible();
  const sent = sentVariables('CreateOrder').map(({ input }) => (input as { confirmed: unknown }).confirmed);
  expect(sent).toEqual([[], [], [{ sku: 'TEA-1', code: 'BELOW_MINIMUM', quantity: 12 }]]);
});
