/** Makes a draft of one SKU: of its recommendation while that is open, else by hand. */

import { useState } from 'react';

import { useAction } from '@/components/use-action';
import { useConfirmed } from '@/components/use-confirmed';
import { type ConfirmedWarningInput, OrderSkuDocument, OrderSkuRecommendedDocument, type SkuRecommendationQuery } from '@/generated/graphql';
import { OutcomeError } from '@/lib/errors';
import type { Mutate } from '@/lib/mutation';

type Sku = NonNullable<SkuRecommendationQuery['sku']>;
type Made = { id: string; orderNo: string };
/** What the user must confirm, by the code of its text. */
type Question = 'ORDERED' | 'ALREADY_ORDERED' | 'LOW_TRUST';
type SendConfirmed = ReturnType<typeof useConfirmed>['sendConfirmed'];
type Answer = { made: Made } | { question: Question } | null;

const isQuestion = (code: string | undefined): code is Question => code === 'ORDERED' || code === 'ALREADY_ORDERED' || code === 'LOW_TRUST';

async function recommended(id: string, quantity: number, accepted: readonly Question[], mutate: Mutate, sendConfirmed: SendConfirmed): Promise<Answer> {
  const isAdditional = accepted.includes('ALREADY_ORDERED') || accepted.includes('ORDERED');
  const choice = { id, quantity, isAdditional, isChecked: accepted.includes('LOW_TRUST') };
  const outcome = await sendConfirmed((confirmed) =>
    mutate(OrderSkuRecommendedDocument, { recommendations: [choice], confirmed }, 'PurchaseOrders', 'RecommendationsRefused', 'ConfirmationRequired'),
  );
  if (!outcome) return null;
  if (outcome.__typename === 'RecommendationsRefused') {
    const code = outcome.refusals[0]?.code;
    if (isQuestion(code) && !accepted.includes(code)) return { question: code };
    throw new OutcomeError(outcome.__typename, outcome.code, outcome.message);
  }
  const [made] = outcome.purchaseOrders;
  if (!made) throw new Error('No order was made.');
  return { made };
}

async function byHand(code: string, supplier: string, quantity: number, accepted: readonly Question[], mutate: Mutate, sendConfirmed: SendConfirmed): Promise<Answer> {
  const before = accepted.includes('ALREADY_ORDERED') ? [{ sku: code, code: 'ALREADY_ORDERED' as const, quantity }] : [];
  const send = (confirmed: ConfirmedWarningInput[]) =>
    mutate(OrderSkuDocument, { supplier, lines: [{ sku: code, quantity }], confirmed: [...before, ...confirmed] }, 'PurchaseOrder', 'ConfirmationRequired');
  const first = await send([]);
  if (first.__typename === 'ConfirmationRequired' && first.warnings.every((warning) => warning.code === 'ALREADY_ORDERED')) return { question: 'ALREADY_ORDERED' };
  const outcome = first.__typename === 'ConfirmationRequired' ? await sendConfirmed(send) : first;
  return outcome && { made: outcome };
}

export function useOrdering(code: string, sku: Sku) {
  const { sendConfirmed, isAsking } = useConfirmed();
  const [accepted, setAccepted] = useState<readonly Question[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  const { recommendation, supplier } = sku;
  const { run: order, isPending } = useAction(
    async (quantity: number, mutate) => {
      const isOpen = recommendation?.status === 'OPEN' && recommendation.quantity > 0;
      const answer = isOpen
        ? await recommended(recommendation.id, quantity, accepted, mutate, sendConfirmed)
        : await byHand(code, supplier?.code ?? '', quantity, accepted, mutate, sendConfirmed);
      if (!answer || 'made' in answer) return answer?.made ?? null;
      setAccepted([...accepted, answer.question]);
      return null;
    },
    {
      reloadOnError: false,
      onSuccess: (draft) => {
        setMade(draft);
        setAccepted([]);
      },
    },
  );
  return { order, made, question: accepted.at(-1) ?? null, isPending: isPending && !isAsking };
}
