import { expect, test } from 'vitest';

import { NO_FILTER, filterInput } from './audit-filters';

test('only conditions that narrow are sent', () => {
  expect(filterInput(NO_FILTER)).toBeNull();
  expect(filterInput({ ...NO_FILTER, actor: ' a@b.example ', outcome: ['REFUSED'] })).toEqual({ actor: 'a@b.example', outcome: ['REFUSED'] });
});
