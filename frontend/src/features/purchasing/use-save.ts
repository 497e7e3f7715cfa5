import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMessage } from '@/components/use-message';
import { type ConfirmedWarningInput, CreateOrderDocument, type OrderDetailFragment, UpdateOrderDocument } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { type FieldProblem, OutcomeError, succeeded } from '@/lib/errors';

import { type Draft, inputLines } from './order-draft';
import { useRequestKeys } from '@/lib/request-keys';

/** Hand in a draft, then show the order; what was refused stays in the form. */
export function useSave(order: OrderDetailFragment | null) {
  const { i18n, t } = useTranslation('purchasing');
  const message = useMessage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const keyOf = useRequestKeys();
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  // What was asked about is confirmed by handing the draft in again.
  const [asked, setAsked] = useState<readonly ConfirmedWarningInput[]>([]);
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (draft: Draft) => send(draft, order, asked, keyOf([draft, asked])),
  });
  const save = async (draft: Draft) => {
    setProblems([]);
    setFailure(null);
    try {
      const saved = await mutateAsync(draft);
      if ('warnings' in saved) {
        setAsked([...asked, ...saved.warnings]);
        setFailure(saved.warnings.map(({ sku, code }) => `${sku}: ${t(`common:outcome.${code}`)}`).join(' '));
        return;
      }
      const { id } = saved;
      await client.invalidateQueries();
      void message.success(t(order ? 'done.UPDATE' : 'done.CREATE'));
      void navigate(`/purchase-orders/${id}`);
    } catch (error) {
      if (error instanceof OutcomeError) setProblems(error.fieldErrors);
      setFailure(errorText(i18n, error));
    }
  };
  return { save, isPending, problems, failure };
}

type Saved = { id: string } | { warnings: ConfirmedWarningInput[] };

async function send(
  draft: Draft,
  order: OrderDetailFragment | null,
  asked: readonly ConfirmedWarningInput[],
  idempotencyKey: string,
): Promise<Saved> {
  const confirmed = asked.map(({ sku, code }) => ({ sku, code }));
  const content = { confirmed, lines: inputLines(draft), note: draft.note.trim() || null, expectedOn: draft.expectedOn, idempotencyKey };
  if (!order) {
    const { createPurchaseOrder } = await execute(CreateOrderDocument, { input: { ...content, supplier: draft.supplier } });
    if (createPurchaseOrder.__typename === 'ConfirmationRequired') return { warnings: createPurchaseOrder.warnings };
    return succeeded(createPurchaseOrder, 'CreatePurchaseOrderSuccess').purchaseOrder;
  }
  const { updatePurchaseOrder } = await execute(UpdateOrderDocument, { input: { ...content, id: order.id, expectedVersion: order.version } });
  if (updatePurchaseOrder.__typename === 'ConfirmationRequired') return { warnings: updatePurchaseOrder.warnings };
  return succeeded(updatePurchaseOrder, 'UpdatePurchaseOrderSuccess').purchaseOrder;
}
