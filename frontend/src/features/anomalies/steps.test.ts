import { expect, test } from 'vitest';

import type { AnomalyRowFragment } from '@/generated/graphql';

import { expectedAfter, withAnomaly } from './steps';

const anomaly = { id: 'a', status: 'OPEN', snoozedUntil: null, feedback: null, version: 1 } as AnomalyRowFragment;

test('a step shows in the row at once, and only there', () => {
  const other = { ...anomaly, id: 'b' };
  const data = { anomalies: { nodes: [anomaly, other], runId: null, pageInfo: { hasNextPage: false, endCursor: null } } };
  const { nodes } = withAnomaly(data, expectedAfter(anomaly, { kind: 'acknowledge' })).anomalies;
  expect(nodes.map(({ status }) => status)).toEqual(['ACKNOWLEDGED', 'OPEN']);
});

test('a put-off names its day, and a rating leaves the status', () => {
  expect(expectedAfter(anomaly, { kind: 'snooze', until: '2026-07-01' })).toMatchObject({ status: 'SNOOZED', snoozedUntil: '2026-07-01' });
  expect(expectedAfter(anomaly, { kind: 'rate', feedback: 'USEFUL' })).toMatchObject({ status: 'OPEN', feedback: 'USEFUL' });
});
