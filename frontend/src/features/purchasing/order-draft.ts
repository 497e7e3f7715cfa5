/** The draft of an order, and what prevents saving it. */

import { CreatePurchaseOrderInputBounds, PurchaseOrderLineInputBounds } from '@/generated/bounds';
import type { OrderDetailFragment, OrderSkusQuery, PurchaseOrderLineInput } from '@/generated/graphql';
import type { FieldProblem } from '@/lib/errors';

export const { max: MAX_UNITS } = PurchaseOrderLineInputBounds.quantity;
export const { max: MAX_LINES } = CreatePurchaseOrderInputBounds.lines;

type Found = OrderSkusQuery['skus']['nodes'][number];
type DraftSku = Pick<Found, 'code' | 'name' | 'moq' | 'packSize' | 'maxOrderQuantity' | 'currency' | 'unitCost'>;
/** `agreedCost` is what the saved line costs: it counts as long as no other is entered. */
export type DraftLine = { sku: DraftSku; quantity: number | null; unitCost: string | null; agreedCost?: string | null };
export type Draft = { supplier: string; lines: readonly DraftLine[]; expectedOn: string | null; note: string };

/** `stop` prevents saving; `hint` is a supplier's term that the line does not meet. */
export type LineProblem = { kind: 'stop' | 'hint'; key: 'quantity' | 'moq' | 'pack' | 'max' | 'refused'; units?: number };

export const EMPTY: Draft = { supplier: '', lines: [], expectedOn: null, note: '' };

export function draftOf(order: OrderDetailFragment): Draft {
  return {
    supplier: order.supplier.code,
    expectedOn: order.expectedOn,
    note: order.note ?? '',
    lines: order.items.map(({ sku, quantity, unitCost }) => ({ sku, quantity, unitCost, agreedCost: unitCost })),
  };
}

/** A new line has the recommended quantity, at least the minimum. */
export function lineFor({ recommendedQuantity, ...sku }: Found): DraftLine {
  return { sku, quantity: Math.max(recommendedQuantity ?? 0, sku.moq ?? 1, 1), unitCost: null };
}

export function problemOf({ sku, quantity }: DraftLine): LineProblem | null {
  if (quantity === null || quantity < 1 || quantity > MAX_UNITS) return { kind: 'stop', key: 'quantity', units: MAX_UNITS };
  if (sku.moq && quantity < sku.moq) return { kind: 'hint', key: 'moq', units: sku.moq };
  if (sku.packSize && quantity % sku.packSize !== 0) return { kind: 'hint', key: 'pack', units: sku.packSize };
  if (sku.maxOrderQuantity && quantity > sku.maxOrderQuantity) return { kind: 'hint', key: 'max', units: sku.maxOrderQuantity };
  return null;
}

export function isReady(draft: Draft): boolean {
  return draft.supplier !== '' && draft.lines.length > 0 && draft.lines.every((line) => problemOf(line)?.kind !== 'stop');
}

export function inputLines(draft: Draft): PurchaseOrderLineInput[] {
  return draft.lines.map(({ sku, quantity, unitCost }) => ({
    sku: sku.code,
    quantity: quantity ?? 0,
    ...(unitCost && { unitCost }),
  }));
}

/** The places of the lines that the server refused. */
export function refusedLines(problems: readonly FieldProblem[]): Set<number> {
  const places = problems.map(({ field }) => /^lines\W(\d+)/.exec(field)?.[1]);
  return new Set(places.filter((place) => place !== undefined).map(Number));
}
