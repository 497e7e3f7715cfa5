import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAction } from '@/components/use-action';
import { useConfirmed } from '@/components/use-confirmed';
import { CreateOrderDocument, type OrderDetailFragment, UpdateOrderDocument } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { type FieldProblem, OutcomeError } from '@/lib/errors';

import { type Draft, inputLines } from './order-draft';

const contentOf = (draft: Draft) => ({ lines: inputLines(draft), note: draft.note.trim() || null, expectedOn: draft.expectedOn });

/** Send a draft, then show the order; what was refused stays in the form. */
export function useSave(order: OrderDetailFragment | null) {
  const { i18n, t } = useTranslation('purchasing');
  const navigate = useNavigate();
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [isSaved, setIsSaved] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { sendConfirmed, isAsking } = useConfirmed();
  const { run, isPending } = useAction(
    (draft: Draft, mutate) =>
      sendConfirmed(async (confirmed) => {
        const input = { ...contentOf(draft), confirmed };
        return order
          ? mutate(UpdateOrderDocument, { ...input, id: order.id, expectedVersion: order.version }, 'PurchaseOrder', 'ConfirmationRequired')
          : mutate(CreateOrderDocument, { ...input, supplier: draft.supplier }, 'PurchaseOrder', 'ConfirmationRequired');
      }),
    {
      done: t(order ? 'done.UPDATE' : 'done.CREATE'),
      reloadOnError: false,
      onStart: () => {
        setProblems([]);
        setFailure(null);
      },
      onSuccess: () => flushSync(() => setIsSaved(true)),
      onError: (error) => {
        if (error instanceof OutcomeError) setProblems(error.fieldErrors);
        setFailure(errorText(i18n, error));
        return null;
      },
    },
  );
  const save = async (draft: Draft) => {
    const saved = await run(draft);
    if (saved) void navigate(`/purchase-orders/${saved.id}`);
  };
  return { save, isPending: isPending && !isAsking, isSaved, problems, failure };
}
