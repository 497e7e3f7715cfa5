import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import { type Given, respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);
beforeEach(() => localStorage.clear());

const LIMITS = { maxNameLength: 60 };
const MINE = { id: 'V1', name: 'Risky', isShared: true, owner: 'Kim', canEdit: true, canDelete: true, parameters: [{ name: 'severity', values: ['HIGH'] }] };
const THEIRS = { id: 'V2', name: '<b>Open</b>', isShared: true, owner: 'Lee', canEdit: false, canDelete: false, parameters: [] };

function given(more: Given = {}, views: object[] = [MINE, THEIRS], hiddenColumns: string[] | null = null): Given {
  return { savedViews: { views, hiddenColumns, limits: LIMITS }, ...more };
}

/** The popover is in the page before it is positioned and visible. */
async function openViews() {
  await userEvent.click(await screen.findByRole('button', { name: 'Saved views' }, PATIENCE));
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name of the view' })).toBeVisible(), PATIENCE);
}

test('views of others say whose they are and offer nothing to change', async () => {
  respondWith(given());
  await openPage('/anomalies');
  await openViews();
  const theirs = within(await screen.findByRole('region', { name: 'Shared by others' }, PATIENCE));
  expect(theirs.getByText('<b>Open</b>')).toBeVisible();
  expect(theirs.getByText('By Lee')).toBeVisible();
  expect(theirs.getAllByRole('button')).toHaveLength(1);
  const mine = within(screen.getByRole('region', { name: 'My views' }));
  expect(mine.getByRole('button', { name: 'Stop sharing Risky' })).toHaveAttribute('aria-pressed', 'true');
});

test('a view is saved, and of a name in use overwritten; what is refused is said and stays typed', async () => {
  const refusal = { __typename: 'TooManySavedViews', code: 'TOO_MANY_SAVED_VIEWS', message: 'Too many.' };
  respondWith(given({ createSavedView: refusal, updateSavedView: { __typename: 'SavedView' } }));
  await openPage('/anomalies?status=OPEN&after=x');
  await openViews();
  const name = await screen.findByRole('textbox', { name: 'Name of the view' }, PATIENCE);
  await userEvent.type(name, 'Mine');
  await userEvent.click(screen.getByRole('button', { name: 'Save these conditions' }));
  expect(await screen.findByText(/maximum number of saved views/)).toBeVisible();
  expect(name).toHaveValue('Mine');
  const parameters = [{ name: 'status', values: ['OPEN'] }];
  expect(sentVariables('CreateSavedView')).toEqual([{ input: { page: 'ANOMALIES', name: 'Mine', parameters } }]);
  await userEvent.clear(name);
  await userEvent.type(name, 'Risky');
  await userEvent.click(screen.getByRole('button', { name: 'Overwrite' }));
  await waitFor(() => expect(name).toHaveValue(''));
  expect(sentVariables('UpdateSavedView')).toEqual([{ input: { id: 'V1', parameters } }]);
});

test('what this browser kept is moved to the account: same views once, other ones under a free name', async () => {
  const local = [
    { name: 'Risky', search: '?severity=HIGH' },
    { name: 'Mine', search: '?status=OPEN' },
    { name: 4 },
  ];
  localStorage.setItem('jaego.views.anomalies', JSON.stringify(local));
  respondWith(given({ createSavedView: { __typename: 'SavedView' } }, [MINE, { ...MINE, id: 'V3', name: 'Mine' }]));
  await openPage('/anomalies');
  await waitFor(() => expect(localStorage.getItem('jaego.views.anomalies')).toBeNull(), PATIENCE);
  expect(sentVariables('CreateSavedView')).toEqual([
    { input: { page: 'ANOMALIES', name: 'Mine (2)', parameters: [{ name: 'status', values: ['OPEN'] }] } },
  ]);
});

test('what the account refuses stays in this browser and is listed as such', async () => {
  localStorage.setItem('jaego.views.anomalies', JSON.stringify([{ name: 'Mine', search: '?status=OPEN' }]));
  respondWith(given({ createSavedView: { __typename: 'TooManySavedViews', code: 'TOO_MANY_SAVED_VIEWS', message: 'Too many.' } }));
  await openPage('/anomalies');
  await openViews();
  const local = within(await screen.findByRole('region', { name: 'Only in this browser' }, PATIENCE));
  await waitFor(() => expect(local.getByText('Mine')).toBeVisible());
  await waitFor(() => expect(sentVariables('CreateSavedView')).toHaveLength(1));
  expect(localStorage.getItem('jaego.views.anomalies')).toContain('Mine');
  await userEvent.click(local.getByRole('button', { name: 'Delete Mine' }));
  expect(localStorage.getItem('jaego.views.anomalies')).toBeNull();
});

const HIDDEN = { __typename: 'ListColumns' };
const SKUS = { skus: { nodes: [{ code: 'TEA-1', name: 'Green tea' }], pageInfo: { hasNextPage: false, endCursor: null }, totalCount: 1 } };

test.each([
  ['moved to an account without a choice', null, [{ input: { page: 'SKUS', hiddenColumns: ['abc', 'class'] } }]],
  ['dropped where the account has a choice', ['revenue'], []],
])('columns that this browser kept are %s', async (_, hiddenColumns, sent) => {
  localStorage.setItem('jaego.columns.skus', 'abc,class');
  respondWith(given({ ...SKUS, setListColumns: HIDDEN }, [], hiddenColumns));
  await openPage('/skus');
  await waitFor(() => expect(localStorage.getItem('jaego.columns.skus')).toBeNull(), PATIENCE);
  expect(sentVariables('SetListColumns')).toEqual(sent);
});

test('a choice of columns that is not kept is said, and holds on the page', async () => {
  respondWith(given({ ...SKUS, setListColumns: { __typename: 'ValidationFailed', code: 'VALIDATION_FAILED', message: 'Too many.' } }, [], ['class']));
  await openPage('/skus');
  const heads = () => screen.queryAllByRole('columnheader').map(({ textContent }) => textContent);
  await waitFor(() => expect(heads()).toContain('On hand'), PATIENCE);
  await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
  await userEvent.click(await screen.findByRole('checkbox', { name: 'On hand' }));
  expect(await screen.findByText(/columns were not saved to your account/)).toBeVisible();
  expect(heads()).not.toContain('On hand');
  expect(sentVariables('SetListColumns')).toEqual([{ input: { page: 'SKUS', hiddenColumns: ['class', 'onHand'] } }]);
});
