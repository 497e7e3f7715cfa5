import { readFileSync, readdirSync } from 'node:fs';

import { expect, test } from 'vitest';

import { FEATURES } from '../features';

/** The addresses of all routes; `:id` stands for anything. */
const PATHS = FEATURES.flatMap(({ routes }) => routes).map(({ index, path }) => (index ? '/' : `/${path}`));
/** Forms that load nothing they depend on, so there is nothing to recover. */
const FORMS = ['/profile', '/purchase-orders/new'];

test('each route has a test that opens it, and one in which nobody answers at first', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.tsx'))
    .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
    .join('\n');
  const isIn = (call: string, path: string) => new RegExp(`${call}\\('${path.replace(/:\w+/g, '[^/?]+')}(\\?[^']*)?'`).test(sources);
  expect(PATHS.filter((path) => !isIn('openPage', path))).toEqual([]);
  expect(PATHS.filter((path) => !isIn('expectRecovery', path)).toSorted()).toEqual(FORMS);
});
