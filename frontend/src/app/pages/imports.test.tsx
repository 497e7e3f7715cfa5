import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, test, vi } from 'vitest';

import { type Given, respondWith, sentVariables } from '@/testing/api';
import { PATIENCE, expectRecovery, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const FIELDS = [
  { name: 'sales.date', table: 'sales', column: 'date', isRequired: true, words: [] },
  { name: 'sales.sku', table: 'sales', column: 'sku', isRequired: true, words: [] },
  { name: 'orders.status', table: 'orders', column: 'status', isRequired: false, words: ['PAID', 'CANCELLED'] },
];
const CHOICES = { importFields: FIELDS, importProfiles: [{ name: 'shopify-orders', title: 'Shopify orders' }] };
const UPLOAD = { id: 'I1', fileName: 'orders.csv', bytes: 48_211, state: 'READY', uploadedBy: 'kim@shop.example', uploadedAt: '2026-05-01T03:04:00Z' };
const DESCRIPTION = {
  profile: 'shopify-orders',
  profileTitle: 'Shopify orders',
  encoding: 'utf_8',
  headerLine: 1,
  rows: 2000,
  columns: [
    { name: 'Created at', values: ['03/04/2026', '05/04/2026', '06/04/2026'] },
    { name: 'Lineitem sku', values: ['A-1', 'B-2', 'C-3'] },
  ],
  previews: [{ table: 'order_items', columns: ['order', 'quantity'], rows: [['#1001', '2']], problems: [{ name: 'WRONG_TYPE', count: 3 }] }],
  warnings: [{ kind: 'LEADING_ZEROS', codes: ['007', '7'] }],
  setAside: [{ line: 2002, reason: 'TOTAL', text: 'Total 120' }],
};
const READY: Given = { ...CHOICES, import: { ...UPLOAD, description: DESCRIPTION } };
const choose = async (label: string, option: string) => {
  await userEvent.click(screen.getByRole('combobox', { name: label }));
  // Closed lists stay in the document; the last one is open.
  const options = await screen.findAllByTitle(option, {}, PATIENCE);
  await userEvent.click(options.at(-1) as HTMLElement);
};

test('a recognised file is shown as it will be loaded, and is started', async () => {
  respondWith({ ...READY, startImport: { __typename: 'Import', id: 'I1', state: 'QUEUED' } });
  await openPage('/imports/I1');
  expect(await screen.findByText('Recognised by its columns. Check the first rows below.', {}, PATIENCE)).toBeVisible();
  const preview = screen.getByRole('region', { name: 'Preview of Order lines' });
  expect(within(preview).getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(['Order number', 'Quantity ordered']);
  expect(within(preview).getByText('#1001')).toBeVisible();
  for (const text of [/Wrong format 3$/, '007 · 7', /^Line 2002 · Total/]) expect(screen.getByText(text)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Import' }));
  expect(sentVariables('StartImport')).toEqual([{ input: { id: 'I1' } }]);
});

test('questions are answered on the spot, and only the answers are sent', async () => {
  const questions = [
    { kind: 'DATE_ORDER', column: 'Created at', values: ['03/04/2026'] },
    { kind: 'STATUS_WORDS', column: 'Status', values: ['on hold'] },
  ];
  respondWith({ ...READY, import: { ...UPLOAD, state: 'ASKING', description: { ...DESCRIPTION, questions } }, mapImport: { __typename: 'Import', id: 'I1', state: 'UPLOADED' } });
  await openPage('/imports/I1');
  const apply = await screen.findByRole('button', { name: 'Apply and check again' }, PATIENCE);
  expect(apply).toBeDisabled();
  await userEvent.click(screen.getByRole('radio', { name: /^Apr 3, 2026/ }));
  await choose('Meaning of on hold', 'Paid');
  await userEvent.click(apply);
  expect(sentVariables('MapImport')).toEqual([{ input: { id: 'I1', dateOrder: 'DMY', statusWords: [{ word: 'on hold', status: 'PAID' }] } }]);
});

test('a wrong password is asked again', async () => {
  const description = { ...DESCRIPTION, questions: [{ kind: 'PASSWORD' }] };
  const refused = { __typename: 'ValidationFailed', code: 'VALIDATION_FAILED', message: 'x', fieldErrors: [{ field: 'password', message: 'It is wrong.' }] };
  respondWith({ ...READY, import: { ...UPLOAD, state: 'ASKING', description }, mapImport: refused });
  await openPage('/imports/I1', { language: 'ko' });
  await userEvent.type(await screen.findByLabelText('파일 암호', {}, PATIENCE), 'secret');
  await userEvent.click(screen.getByRole('button', { name: '적용하고 다시 확인' }));
  expect(await screen.findByText('암호가 맞지 않습니다. 다시 입력하세요.', {}, PATIENCE)).toBeVisible();
  expect(sentVariables('MapImport')).toEqual([{ input: { id: 'I1', password: 'secret' } }]);
});

test('columns of an unknown file are mapped, what is missing is named, and the mapping is saved', async () => {
  const description = { ...DESCRIPTION, profile: null, profileTitle: null, previews: [], questions: [{ kind: 'MAPPING' }] };
  respondWith({ ...READY, import: { ...UPLOAD, state: 'ASKING', description }, mapImport: { __typename: 'Import', id: 'I1', state: 'UPLOADED' } });
  await openPage('/imports/I1');
  expect(await screen.findByText('03/04/2026 · 05/04/2026 · 06/04/2026', {}, PATIENCE)).toBeVisible();
  await choose('What column Created at is', 'Date of sale *');
  expect(screen.getByText('Still needed: SKU')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Apply and check again' })).toBeDisabled();
  await choose('What column Lineitem sku is', 'SKU *');
  await userEvent.type(screen.getByLabelText('Save for next time as'), 'Our shop');
  await userEvent.click(screen.getByRole('button', { name: 'Apply and check again' }));
  const columns = [
    { column: 'Created at', field: 'sales.date' },
    { column: 'Lineitem sku', field: 'sales.sku' },
  ];
  expect(sentVariables('MapImport')).toEqual([{ input: { id: 'I1', columns, saveAs: 'Our shop' } }]);
});

test('the result adds up, and leads to the refused rows and the next step', async () => {
  const batch = { id: 'B', fileName: 'orders.csv', tableName: 'orders', status: 'LOADED', rowsIn: 10, rowsLoaded: 7, rowsUnchanged: 1, rowsRejected: 2 };
  respondWith({ import: { ...UPLOAD, state: 'DONE', files: [batch], refusedRows: 2, refusedFile: '/imports/I1/refused.csv', setAside: [{ name: 'TOTAL', count: 1 }] } });
  await openPage('/imports/I1');
  for (const text of ['7 loaded', '1 unchanged', '2 refused', '2 rows were refused. Correct them and upload them again.', 'Lines set aside: Total 1']) {
    expect(await screen.findByText(text, {}, PATIENCE)).toBeVisible();
  }
  expect(screen.getByRole('button', { name: 'Run now' })).toBeEnabled();
});

test('a failure has its sentence and its place in the file', async () => {
  respondWith({ import: { ...UPLOAD, state: 'FAILED', failure: { code: 'INPUT_REFUSED', message: 'orders.csv, line 7 is cut off. Export it again.', messageKo: '7번째 줄이 잘렸습니다.', line: 7, column: null } } });
  await openPage('/imports/I1');
  const alert = await screen.findByRole('alert', {}, PATIENCE);
  expect(alert).toHaveTextContent('Line 7');
  expect(alert).toHaveTextContent('orders.csv, line 7 is cut off. Export it again.');
});

test('an import that does not exist is said to be gone', async () => {
  respondWith({});
  await openPage('/imports/nothing');
  expect(await screen.findByText('There is no such file', {}, PATIENCE)).toBeVisible();
});

test('an upload recovers', () => expectRecovery('/imports/I1', READY, 'Recognised by its columns. Check the first rows below.'));

test('a file that the server refuses has its reason in the list of uploads', async () => {
  respondWith({});
  vi.stubGlobal('XMLHttpRequest', refusingRequest(413, { errors: [{ message: 'At most 500 MB. Split them.', extensions: { code: 'TOO_LARGE' } }] }));
  await openPage('/imports');
  await userEvent.upload(await screen.findByLabelText('Choose files', { selector: 'input' }, PATIENCE), new File(['a'], 'orders.csv'));
  expect(await screen.findByText(/^The file is larger than the server allows \(500 MB\)/, {}, PATIENCE)).toBeVisible();
});

test('uploads under way are listed with links to them', async () => {
  respondWith({ imports: { nodes: [{ ...UPLOAD, state: 'ASKING' }] } });
  await openPage('/imports');
  expect(await screen.findByText('Needs your answer', {}, PATIENCE)).toBeVisible();
  expect(screen.getByRole('link', { name: 'orders.csv' })).toHaveAttribute('href', '/imports/I1');
});

const CODES: Given = {
  unknownCodes: {
    nodes: [
      { code: '81-3', option: '3개입', channel: '쿠팡', lines: 14, units: 15, firstDay: '2026-04-01', lastDay: '2026-04-20', suggestions: [{ productId: 'P1', code: 'TEA-1', name: 'Green tea' }] },
    ],
  },
  matchCode: { __typename: 'MatchedCode', code: '81-3', sku: 'TEA-1', units: 3, lines: 14 },
};

test('an unknown code is matched with its suggestion, by the units of a pack', async () => {
  respondWith(CODES);
  await openPage('/imports/codes');
  const units = await screen.findByRole('spinbutton', { name: 'Units in one 81-3' }, PATIENCE);
  await userEvent.clear(units);
  await userEvent.type(units, '3');
  await userEvent.click(screen.getByRole('button', { name: 'Match 81-3' }));
  expect(await screen.findByText('81-3 is now TEA-1. 14 lines count for it.', {}, PATIENCE)).toBeVisible();
  expect(sentVariables('MatchCode')).toMatchObject([{ input: { code: '81-3', option: '3개입', channel: '쿠팡', productId: 'P1', units: 3 } }]);
});

test('unknown codes recover', () => expectRecovery('/imports/codes', CODES, '81-3'));

/** The browser's request, answered by a server outside: jsdom would open a connection. */
function refusingRequest(status: number, body: object) {
  return class {
    status = status;
    responseText = JSON.stringify(body);
    upload = new EventTarget();
    private ends = new EventTarget();
    open() {}
    setRequestHeader() {}
    addEventListener(name: string, listener: () => void) {
      this.ends.addEventListener(name, listener);
    }
    send() {
      this.ends.dispatchEvent(new Event('load'));
    }
  };
}
