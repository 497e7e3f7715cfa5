/** Steps of many orders at once, and their lines as one file. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { PurchaseOrdersInputBounds } from '@/generated/bounds';
import { ApproveOrdersDocument, type OrderRowFragment, SubmitOrdersDocument } from '@/generated/graphql';
import { download } from '@/lib/download';

export const BULK_STEPS = ['SUBMIT', 'APPROVE'] as const;
export const MAX_ORDERS = PurchaseOrdersInputBounds.orders.max;

export type BulkStep = (typeof BULK_STEPS)[number];
export type Refusal = { id: string; orderNo: string; code: string };
type Step = { step: BulkStep; chosen: readonly OrderRowFragment[] };

export function useBulk(onDone: (refused: ReadonlySet<string>) => void) {
  const { t } = useTranslation('purchasing');
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const { run, isPending } = useAction(
    async ({ step, chosen }: Step, mutate) => {
      const orders = chosen.map(({ id, version }) => ({ id, expectedVersion: version }));
      return step === 'SUBMIT'
        ? mutate(SubmitOrdersDocument, { orders }, 'PurchaseOrderOutcomes')
        : mutate(ApproveOrdersDocument, { orders }, 'PurchaseOrderOutcomes');
    },
    {
      done: ({ outcomes }, { step }) => {
        const count = outcomes.filter(({ code }) => code === null).length;
        return count > 0 ? t(`bulk.done.${step}`, { count }) : null;
      },
      onSuccess: ({ outcomes }, { chosen }) => {
        const numbers = new Map(chosen.map(({ id, orderNo }) => [id, orderNo]));
        const refused = outcomes.flatMap(({ id, code }): Refusal[] => (code === null ? [] : [{ id, orderNo: numbers.get(id) ?? id, code }]));
        setRefusals(refused);
        onDone(new Set(refused.map(({ id }) => id)));
      },
    },
  );
  const { run: save } = useAction(
    async ({ kind, orders }: { kind: 'xlsx' | 'csv'; orders: readonly OrderRowFragment[] }) => {
      const ids = new URLSearchParams(orders.map(({ id }) => ['id', id]));
      await download(`/purchase-orders.${kind}?${ids.toString()}`, `purchase-orders.${kind}`);
    },
    { reload: [] },
  );
  return { run, save, refusals, clear: () => setRefusals([]), isPending };
}
