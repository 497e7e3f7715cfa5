/** The steps of an anomaly: as a mutation, and as its expected result before the server answers. */

import type { AnomalyFeedback } from '@/generated/enums';
import {
  AcknowledgeAnomalyDocument,
  type AnomaliesQuery,
  type AnomalyRowFragment,
  RateAnomalyDocument,
  ResolveAnomalyDocument,
  SnoozeAnomalyDocument,
} from '@/generated/graphql';
import type { Mutate } from '@/lib/mutation';

export type Step = { kind: 'acknowledge' } | { kind: 'resolve' } | { kind: 'snooze'; until: string } | { kind: 'rate'; feedback: AnomalyFeedback };

/** Send a step; throws `OutcomeError` unless it succeeds. */
export async function sendStep(step: Step, { id, version: expectedVersion }: AnomalyRowFragment, mutate: Mutate): Promise<AnomalyRowFragment> {
  const input = { id, expectedVersion };
  switch (step.kind) {
    case 'acknowledge':
      return mutate(AcknowledgeAnomalyDocument, input, 'Anomaly');
    case 'resolve':
      return mutate(ResolveAnomalyDocument, input, 'Anomaly');
    case 'snooze':
      return mutate(SnoozeAnomalyDocument, { ...input, until: step.until }, 'Anomaly');
    case 'rate':
      return mutate(RateAnomalyDocument, { ...input, feedback: step.feedback }, 'Anomaly');
  }
}

export function expectedAfter(anomaly: AnomalyRowFragment, step: Step): AnomalyRowFragment {
  switch (step.kind) {
    case 'acknowledge':
      return { ...anomaly, status: 'ACKNOWLEDGED' };
    case 'resolve':
      return { ...anomaly, status: 'RESOLVED' };
    case 'snooze':
      return { ...anomaly, status: 'SNOOZED', snoozedUntil: step.until };
    case 'rate':
      return { ...anomaly, feedback: step.feedback };
  }
}

/** The list with one anomaly replaced. */
export function withAnomaly(data: AnomaliesQuery, changed: AnomalyRowFragment): AnomaliesQuery {
  return { anomalies: { ...data.anomalies, nodes: data.anomalies.nodes.map((one) => (one.id === changed.id ? changed : one)) } };
}
