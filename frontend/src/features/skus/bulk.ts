/** What is done with several SKUs at once: what there is to do for each, and what has become of it. */

import {
  AcknowledgeAlertDocument,
  type OpenAlertFragment,
  OpenAlertsDocument,
  type OpenRecommendationFragment,
  OpenRecommendationsDocument,
} from '@/generated/graphql';
import { execute } from '@/lib/api';
import { succeeded } from '@/lib/errors';

/** As many recommendations as the API orders at once. */
export const MAX_SKUS = 200;
const PAGE = 100;

export type Outcome = { kind: 'waiting' } | { kind: 'done'; text?: string } | { kind: 'refused'; reason: string };

type Page<T> = { nodes: readonly T[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

async function whole<T>(ask: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await ask(after);
    found.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  return found;
}

export function openAlerts(sku: readonly string[]): Promise<OpenAlertFragment[]> {
  const filter = { sku: [...sku], status: ['OPEN' as const] };
  return whole(async (after) => (await execute(OpenAlertsDocument, { first: PAGE, after, filter })).anomalies);
}

/** Those that recommend an order: of most SKUs a run says that nothing is needed now. */
export function openRecommendations(sku: readonly string[]): Promise<OpenRecommendationFragment[]> {
  const filter = { sku: [...sku], status: ['OPEN' as const], minQuantity: 1 };
  return whole(async (after) => (await execute(OpenRecommendationsDocument, { first: PAGE, after, filter })).recommendations);
}

/** Take up one alert; throws whatever stands against it. */
export async function acknowledge({ id, version }: OpenAlertFragment, keyOf: (request: unknown) => string): Promise<void> {
  const request = { id, expectedVersion: version };
  const input = { ...request, idempotencyKey: keyOf(request) };
  succeeded((await execute(AcknowledgeAlertDocument, { input })).acknowledgeAnomaly, 'Anomaly');
}

/** The chosen SKUs for which there is nothing to do. */
export function without(codes: readonly string[], items: readonly { sku: { code: string } }[]): string[] {
  const has = new Set(items.map(({ sku }) => sku.code));
  return codes.filter((code) => !has.has(code));
}
