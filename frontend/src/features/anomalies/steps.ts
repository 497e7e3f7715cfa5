/** What people do with an anomaly: as a request, and as it shows before the server has answered. */

import type { AnomalyFeedback } from '@/generated/enums';
import {
  AcknowledgeAnomalyDocument,
  type AnomaliesQuery,
  type AnomalyRowFragment,
  RateAnomalyDocument,
  ResolveAnomalyDocument,
  SnoozeAnomalyDocument,
} from '@/generated/graphql';
import { execute } from '@/lib/api';
import { succeeded } from '@/lib/errors';

export type Step = { kind: 'acknowledge' } | { kind: 'resolve' } | { kind: 'snooze'; until: string } | { kind: 'rate'; feedback: AnomalyFeedback };

type Versioned = { id: string; expectedVersion: number; idempotencyKey: string };

/** Take a step; throws `OutcomeError` for any outcome that is no success. */
export async function take(step: Step, input: Versioned): Promise<AnomalyRowFragment> {
  switch (step.kind) {
    case 'acknowledge':
      return succeeded((await execute(AcknowledgeAnomalyDocument, { input })).acknowledgeAnomaly, 'Anomaly');
    case 'resolve':
      return succeeded((await execute(ResolveAnomalyDocument, { input })).resolveAnomaly, 'Anomaly');
    case 'snooze':
      return succeeded((await execute(SnoozeAnomalyDocument, { input: { ...input, until: step.until } })).snoozeAnomaly, 'Anomaly');
    case 'rate':
      return succeeded((await execute(RateAnomalyDocument, { input: { ...input, feedback: step.feedback } })).rateAnomaly, 'Anomaly');
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

/** The list with one anomaly in its new shape. */
export function withAnomaly(data: AnomaliesQuery, changed: AnomalyRowFragment): AnomaliesQuery {
  return { anomalies: { ...data.anomalies, nodes: data.anomalies.nodes.map((one) => (one.id === changed.id ? changed : one)) } };
}
