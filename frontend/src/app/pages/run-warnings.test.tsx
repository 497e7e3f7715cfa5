import { screen } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';

import { type Given, respondWith } from '@/testing/api';
import { PATIENCE, openPage, startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const WARNING = { code: 'CHECK', message: 'A price is missing.', messageKo: null, examples: [], step: 'marts', numbers: [{ name: 'rows', value: 3 }] };
const RUN = { id: 'R', kind: 'NIGHTLY', logicalDate: '2026-05-01', attempt: 1, trigger: 'SCHEDULE', status: 'SUCCEEDED', warnings: [WARNING], steps: [] };
const RUNS: Given = { publishedRun: null, pipelineRuns: { nodes: [RUN] } };

test('a warning without a Korean sentence shows its English one on demand only', async () => {
  respondWith(RUNS);
  await openPage('/runs', { language: 'ko' });
  const sentence = await screen.findByText('A price is missing.', {}, PATIENCE);
  expect(sentence.closest('details')).not.toHaveAttribute('open');
  expect(screen.getByText('실행은 계속되었습니다.', { exact: false })).toBeVisible();
});

test('a check is described by its English sentence in English', async () => {
  respondWith(RUNS);
  await openPage('/runs');
  expect(await screen.findByText(/^A price is missing\. Rows: 3\./, {}, PATIENCE)).toBeVisible();
});

test('a name of a column in a Korean sentence is not taken for a word', async () => {
  const known = { ...WARNING, code: 'PURCHASES_ARE_AWAITED', messageKo: '입고 처리하거나 closed_on을 입력하세요.' };
  respondWith({ ...RUNS, pipelineRuns: { nodes: [{ ...RUN, warnings: [known] }] } });
  await openPage('/runs', { language: 'ko' });
  const name = await screen.findByText('closed_on', {}, PATIENCE);
  expect(name).toHaveAttribute('translate', 'no');
  expect(name.parentElement).toHaveTextContent('입고 처리하거나 closed_on을 입력하세요. 3행.');
});
