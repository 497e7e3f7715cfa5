import { screen } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';

import { respondWith } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

test.each([
  ['/users', 'MANAGER'],
  ['/audit', 'OPERATOR'],
  ['/imports', 'OPERATOR'],
  ['/imports/rejected', 'OPERATOR'],
  ['/planning', 'OPERATOR'],
  ['/policy-backtest', 'OPERATOR'],
] as const)('at %s a %s sees the refusal alone', async (address, role) => {
  respondWith({});
  await openPage(address, { role });
  expect(await screen.findByRole('alert', {}, PATIENCE)).toHaveTextContent('No permission');
  for (const tool of ['button', 'searchbox', 'textbox', 'combobox']) expect(screen.queryByRole(tool)).toBeNull();
});
