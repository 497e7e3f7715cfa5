import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useConfirmed } from '@/components/use-confirmed';
import { useMessage } from '@/components/use-message';
import { CreateOrderDocument, type OrderDetailFragment, UpdateOrderDocument } from '@/generated/graphql';
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
  const [isSaved, setIsSaved] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { sendConfirmed, isAsking } = useConfirmed();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (draft: Draft) => (order ? update(draft, order, keyOf, sendConfirmed) : create(draft, keyOf, sendConfirmed)),
  });
  const save = async (draft: Draft) => {
    setProblems([]);
    setFailure(null);
    try {
      const saved = await mutateAsync(draft);
      if (!saved) return;
      flushSync(() => setIsSaved(true));
      await client.invalidateQueries();
      void message.success(t(order ? 'done.UPDATE' : 'done.CREATE'));
      void navigate(`/purchase-orders/${saved.id}`);
    } catch (error) {
      if (error instanceof OutcomeError) setProblems(error.fieldErrors);
      setFailure(errorText(i18n, error));
    }
  };
  return { save, isPending: isPending && !isAsking, isSaved, problems, failure };
}

type Keys = (request: unknown) => string;
type SendConfirmed = ReturnType<typeof useConfirmed>['sendConfirmed'];

const contentOf = (draft: Draft) => ({ lines: inputLines(draft), note: draft.note.trim() || null, expectedOn: draft.expectedOn });

async function create(draft: Draft, keyOf: Keys, sendConfirmed: SendConfirmed): Promise<{ id: string } | null> {
  const outcome = await sendConfirmed(async (confirmed) => {
    const input = { ...contentOf(draft), supplier: draft.supplier, confirmed, idempotencyKey: keyOf([draft, confirmed]) };
    return (await execute(CreateOrderDocument, { input })).createPurchaseOrder;
  });
  return outcome && succeeded(outcome, 'PurchaseOrder');
}

async function update(draft: Draft, order: OrderDetailFragment, keyOf: Keys, sendConfirmed: SendConfirmed): Promise<{ id: string } | null> {
  const outcome = await sendConfirmed(async (confirmed) => {
    const input = { ...contentOf(draft), id: order.id, expectedVersion: order.version, confirmed, idempotencyKey: keyOf([draft, confirmed]) };
    return (await execute(UpdateOrderDocument, { input })).updatePurchaseOrder;
  });
  return outcome && succeeded(outcome, 'PurchaseOrder');
}
