/** Bulk actions on SKUs: the items to act on, and the outcome of each. */

import { CreatePurchaseOrdersFromRecommendationsInputBounds, PageBounds } from '@/generated/bounds';
import {
  AcknowledgeAlertDocument,
  type OpenAlertFragment,
  OpenAlertsDocument,
  type OpenRecommendationFragment,
  OpenRecommendationsDocument,
} from '@/generated/graphql';
import { allPages } from '@/lib/all-pages';
import { execute } from '@/lib/api';
import type { Mutate } from '@/lib/mutation';

/** The maximum of recommendations that the API orders at once. */
export const MAX_SKUS = CreatePurchaseOrdersFromRecommendationsInputBounds.recommendations.max;

export type Outcome = { kind: 'waiting' } | { kind: 'done'; text?: string } | { kind: 'refused'; reason: string };

export function openAlerts(sku: readonly string[]): Promise<OpenAlertFragment[]> {
  const filter = { sku: [...sku], status: ['OPEN' as const] };
  return allPages(async (after) => (await execute(OpenAlertsDocument, { first: PageBounds.first.max, after, filter })).anomalies);
}

/** Only recommendations of an order: for most SKUs nothing is needed now. */
export function openRecommendations(sku: readonly string[]): Promise<OpenRecommendationFragment[]> {
  const filter = { sku: [...sku], status: ['OPEN' as const], minQuantity: 1 };
  return allPages(async (after) => (await execute(OpenRecommendationsDocument, { first: PageBounds.first.max, after, filter })).recommendations);
}

/** Acknowledge one alert; throws if it is refused. */
export const acknowledge = ({ id, version }: OpenAlertFragment, mutate: Mutate) =>
  mutate(AcknowledgeAlertDocument, { id, expectedVersion: version }, 'Anomaly');

/** The chosen SKUs for which there is nothing to do. */
export function without(codes: readonly string[], items: readonly { sku: { code: string } }[]): string[] {
  const has = new Set(items.map(({ sku }) => sku.code));
  return codes.filter((code) => !has.has(code));
}
