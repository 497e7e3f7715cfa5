import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, openPage, questionOf, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const order = (number: number, allowedActions: readonly string[], totalAmount: string | null = '1000', currency = 'KRW') => ({
  id: `O${number}`,
  orderNo: `PO-${number}`,
  state: 'DRAFT',
  version: number,
  currency,
  totalAmount,
  createdBy: 'operator',
  allowedActions,
  supplier: { code: 'S1', name: 'North' },
});
const listing = (...nodes: ReturnType<typeof order>[]): Given => ({ purchaseOrders: { totalCount: nodes.length, nodes } });

async function select(...numbers: number[]) {
  for (const number of numbers) await userEvent.click(await screen.findByRole('checkbox', { name: `Select PO-${number}` }, PATIENCE));
  return within(screen.getByRole('region', { name: 'Chosen orders' }));
}

const outcome = (id: string, code: string | null = null) => ({ id, code, purchaseOrder: code === null ? { id, state: 'PENDING' } : null });

test('the bar appears with the first chosen order, and goes when the choice is cleared', async () => {
  respondWith(listing(order(1, ['SUBMIT']), order(2, [])));
  await openPage('/purchase-orders');
  await screen.findByRole('checkbox', { name: 'Select PO-1' }, PATIENCE);
  expect(screen.queryByRole('region', { name: 'Chosen orders' })).toBeNull();
  const bar = await select(2);
  expect(bar.getByText('1 order chosen')).toBeVisible();
  expect(bar.queryByRole('button', { name: /Submit|Approve/ })).toBeNull();
  await userEvent.click(bar.getByRole('button', { name: 'Clear' }));
  expect(screen.queryByRole('region', { name: 'Chosen orders' })).toBeNull();
});

test('only what may be submitted is, and what was refused is named and stays chosen', async () => {
  const submitPurchaseOrders = { __typename: 'PurchaseOrderOutcomes', outcomes: [outcome('O1'), outcome('O2', 'VERSION_CONFLICT')] };
  respondWith({ ...listing(order(1, ['SUBMIT']), order(2, ['SUBMIT']), order(3, ['RECEIVE'])), submitPurchaseOrders });
  await openPage('/purchase-orders');
  const bar = await select(1, 2, 3);
  expect(bar.getByText('3 orders chosen')).toBeVisible();
  expect(bar.queryByRole('button', { name: /Approve/ })).toBeNull();
  await userEvent.click(bar.getByRole('button', { name: 'Submit 2 orders' }));
  expect(await screen.findByText('1 order awaits approval.', {}, PATIENCE)).toBeInTheDocument();
  const orders = [{ id: 'O1', expectedVersion: 1 }, { id: 'O2', expectedVersion: 2 }];
  expect(sentVariables('SubmitOrders')).toEqual([{ input: { orders, idempotencyKey: expect.any(String) } }]);
  const refused = (await screen.findByText('1 order was not changed')).closest('[role=alert]') as HTMLElement;
  expect(within(refused).getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'PO-2: This was changed by someone else. Reload it and try again.',
  ]);
  expect(screen.getByRole('checkbox', { name: 'Select PO-2' })).toBeChecked();
  expect(screen.getByRole('checkbox', { name: 'Select PO-1' })).not.toBeChecked();
  await userEvent.click(within(refused).getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.queryByText('1 order was not changed')).toBeNull(), PATIENCE);
});

test('approving many asks first, with a sum for each currency', async () => {
  const approvePurchaseOrders = { __typename: 'PurchaseOrderOutcomes', outcomes: [outcome('O1'), outcome('O2'), outcome('O3')] };
  respondWith({ ...listing(order(1, ['APPROVE'], '1000'), order(2, ['APPROVE'], '2500'), order(3, ['APPROVE'], '9.50', 'USD')), approvePurchaseOrders });
  await openPage('/purchase-orders');
  const bar = await select(1, 2, 3);
  await userEvent.click(bar.getByRole('button', { name: 'Approve 3 orders' }));
  const question = await questionOf('Approve 3 orders?');
  await waitFor(() => expect(question.getByText(/₩3,500 · \$9\.50 in all/)).toBeVisible(), PATIENCE);
  await userEvent.click(question.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), PATIENCE);
  expect(sentVariables('ApproveOrders')).toEqual([]);
  await userEvent.click(bar.getByRole('button', { name: 'Approve 3 orders' }));
  await userEvent.click((await questionOf('Approve 3 orders?')).getByRole('button', { name: 'Approve' }));
  expect(await screen.findByText('3 orders are approved.', {}, PATIENCE)).toBeInTheDocument();
  expect(sentVariables('ApproveOrders')).toHaveLength(1);
  expect(screen.queryByRole('region', { name: 'Chosen orders' })).toBeNull();
});

const DRAFT = { ...order(7, ['UPDATE', 'SUBMIT', 'CANCEL', 'COMMENT']), items: [], timeline: [], comments: [] };

test('an order is cancelled with a reason, which it shows', async () => {
  let purchaseOrder: Given = DRAFT;
  const cancelPurchaseOrder = ({ input }: { input: { reason: string } }) => {
    purchaseOrder = { ...DRAFT, state: 'CANCELLED', allowedActions: ['COMMENT'], cancellationReason: input.reason, cancelledBy: 'Kim' };
    return { ...purchaseOrder, __typename: 'PurchaseOrder' };
  };
  respondWith({ purchaseOrder: () => purchaseOrder, cancelPurchaseOrder });
  await openPage('/purchase-orders/O7');
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel order' }, PATIENCE));
  const dialog = within(await screen.findByRole('dialog', { name: 'Cancel this order' }, PATIENCE));
  expect(dialog.getByRole('button', { name: 'Cancel order' })).toBeDisabled();
  await userEvent.type(dialog.getByLabelText('Reason'), '   ');
  expect(dialog.getByRole('button', { name: 'Cancel order' })).toBeDisabled();
  await userEvent.type(dialog.getByLabelText('Reason'), 'Ordered twice ');
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel order' }));
  expect(await screen.findByText('Cancelled by Kim', {}, PATIENCE)).toBeVisible();
  expect(screen.getByText('Ordered twice')).toBeVisible();
  expect(sentVariables('CancelOrder')).toEqual([{ input: { id: 'O7', expectedVersion: 7, reason: 'Ordered twice', idempotencyKey: expect.any(String) } }]);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel order' })).toBeNull(), PATIENCE);
});

test('closing the dialog cancels nothing', async () => {
  respondWith({ purchaseOrder: DRAFT });
  await openPage('/purchase-orders/O7');
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel order' }, PATIENCE));
  await userEvent.click(within(await screen.findByRole('dialog', {}, PATIENCE)).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), PATIENCE);
  expect(sentVariables('CancelOrder')).toEqual([]);
});

const APPROVED = {
  ...order(8, ['RECEIVE', 'COMMENT']),
  items: [{ lineNo: 1, quantity: 30, receivedQuantity: 0, sku: { code: 'TEA-1', name: 'Green tea' } }],
  timeline: [],
  comments: [],
};

test('a time of arrival that is refused is marked until the arrival is recorded again', async () => {
  let answers = 0;
  const fieldErrors = [{ field: 'receivedAt', message: 'It is not between the approval and now.' }];
  const refused = { __typename: 'ValidationFailed', code: 'VALIDATION_FAILED', message: 'Wrong.', fieldErrors };
  const receivePurchaseOrder = () => (answers++ === 0 ? refused : { ...APPROVED, __typename: 'PurchaseOrder' });
  respondWith({ purchaseOrder: APPROVED, company: { warehouses: ['MAIN'] }, receivePurchaseOrder });
  await openPage('/purchase-orders/O8');
  await userEvent.click(await screen.findByRole('button', { name: 'Record arrival' }, PATIENCE));
  const dialog = within(await screen.findByRole('dialog', {}, PATIENCE));
  await waitFor(() => expect(dialog.getByRole('button', { name: 'Record' })).toBeEnabled(), PATIENCE);
  await userEvent.click(dialog.getByRole('button', { name: 'Record' }));
  expect(await dialog.findByText('Enter a time between the approval and now.', {}, PATIENCE)).toBeVisible();
  await userEvent.click(dialog.getByRole('button', { name: 'Record' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), PATIENCE);
  const [arrival] = sentVariables('ReceiveOrder');
  expect(arrival).toMatchObject({ input: { id: 'O8', lines: [{ lineNo: 1, quantity: 30 }], warehouseCode: 'MAIN' } });
});
