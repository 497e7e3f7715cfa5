/** Steps of many orders at once, and their lines as one file. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { ApproveOrdersDocument, type OrderRowFragment, SubmitOrdersDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { download } from '@/lib/download';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useRequestKeys } from '@/lib/request-keys';

export const BULK_STEPS = ['SUBMIT', 'APPROVE'] as const;
export const MAX_ORDERS = 50;

export type BulkStep = (typeof BULK_STEPS)[number];
export type Refusal = { id: string; orderNo: string; code: string };
type Input = { orders: { id: string; expectedVersion: number }[]; idempotencyKey: string };

async function take(step: BulkStep, input: Input) {
  if (step === 'SUBMIT') {
    const { submitPurchaseOrders } = await execute(SubmitOrdersDocument, { input });
    return succeeded(submitPurchaseOrders, 'PurchaseOrderOutcomes').outcomes;
  }
  const { approvePurchaseOrders } = await execute(ApproveOrdersDocument, { input });
  return succeeded(approvePurchaseOrders, 'PurchaseOrderOutcomes').outcomes;
}

export function useBulk(onDone: (refused: ReadonlySet<string>) => void) {
  const { i18n, t } = useTranslation('purchasing');
  const message = useMessage();
  const client = useQueryClient();
  const keyOf = useRequestKeys();
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const { mutateAsync, isPending } = useMutation({ mutationFn: ({ step, input }: { step: BulkStep; input: Input }) => take(step, input) });
  const send = async (step: BulkStep, chosen: readonly OrderRowFragment[]) => {
    const orders = chosen.map(({ id, version }) => ({ id, expectedVersion: version }));
    try {
      const outcomes = await mutateAsync({ step, input: { orders, idempotencyKey: keyOf([step, orders]) } });
      const numbers = new Map(chosen.map(({ id, orderNo }) => [id, orderNo]));
      const refused = outcomes.flatMap(({ id, code }): Refusal[] => (code === null ? [] : [{ id, orderNo: numbers.get(id) ?? id, code }]));
      setRefusals(refused);
      if (refused.length < outcomes.length) void message.success(t(`bulk.done.${step}`, { count: outcomes.length - refused.length }));
      onDone(new Set(refused.map(({ id }) => id)));
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
    await client.invalidateQueries();
  };
  const save = async (kind: 'xlsx' | 'csv', orders: readonly OrderRowFragment[]) => {
    const ids = new URLSearchParams(orders.map(({ id }) => ['id', id]));
    try {
      await download(`/purchase-orders.${kind}?${ids.toString()}`, `purchase-orders.${kind}`);
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
  };
  return { send, save, refusals, clear: () => setRefusals([]), isPending };
}
