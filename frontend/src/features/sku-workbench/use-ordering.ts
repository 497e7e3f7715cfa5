/** Makes a draft of one SKU: of its recommendation while that is open, else by hand. */

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useConfirmed } from '@/components/use-confirmed';
import { useMessage } from '@/components/use-message';
import { type ConfirmedWarningInput, OrderSkuDocument, OrderSkuRecommendedDocument, type SkuRecommendationQuery } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useRequestKeys } from '@/lib/request-keys';

type Sku = NonNullable<SkuRecommendationQuery['sku']>;
type Made = { id: string; orderNo: string };
/** What must be confirmed, by the code of its text. */
type Question = 'ORDERED' | 'ALREADY_ORDERED' | 'LOW_TRUST';
type Keys = (request: unknown) => string;
type SendConfirmed = ReturnType<typeof useConfirmed>['sendConfirmed'];
type Answer = { made: Made | null } | { question: Question };

const isQuestion = (code: string | undefined): code is Question => code === 'ORDERED' || code === 'ALREADY_ORDERED' || code === 'LOW_TRUST';

async function recommended(id: string, quantity: number, asked: readonly Question[], keyOf: Keys, sendConfirmed: SendConfirmed): Promise<Answer> {
  const isAdditional = asked.includes('ALREADY_ORDERED') || asked.includes('ORDERED');
  const choice = { id, quantity, isAdditional, isChecked: asked.includes('LOW_TRUST') };
  const outcome = await sendConfirmed(async (confirmed) => {
    const input = { recommendations: [choice], confirmed, idempotencyKey: keyOf([confirmed]) };
    return (await execute(OrderSkuRecommendedDocument, { input })).createPurchaseOrdersFromRecommendations;
  });
  if (!outcome) return { made: null };
  const code = outcome.__typename === 'RecommendationsRefused' ? outcome.refusals[0]?.code : undefined;
  if (isQuestion(code) && !asked.includes(code)) return { question: code };
  const [made] = succeeded(outcome, 'PurchaseOrders').purchaseOrders;
  if (!made) throw new Error('No order was made.');
  return { made };
}

async function byHand(code: string, supplier: string, quantity: number, asked: readonly Question[], keyOf: Keys, sendConfirmed: SendConfirmed): Promise<Answer> {
  const before = asked.includes('ALREADY_ORDERED') ? [{ sku: code, code: 'ALREADY_ORDERED' as const, quantity }] : [];
  const send = async (confirmed: ConfirmedWarningInput[]) => {
    const all = [...before, ...confirmed];
    const input = { supplier, lines: [{ sku: code, quantity }], confirmed: all, idempotencyKey: keyOf([all]) };
    return (await execute(OrderSkuDocument, { input })).createPurchaseOrder;
  };
  const first = await send([]);
  if (first.__typename === 'ConfirmationRequired' && first.warnings.every((warning) => warning.code === 'ALREADY_ORDERED')) return { question: 'ALREADY_ORDERED' };
  const outcome = first.__typename === 'ConfirmationRequired' ? await sendConfirmed(send) : first;
  return { made: outcome && succeeded(outcome, 'PurchaseOrder') };
}

export function useOrdering(code: string, sku: Sku) {
  const { i18n } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const keyOf = useRequestKeys();
  const { sendConfirmed, isAsking } = useConfirmed();
  const [asked, setAsked] = useState<readonly Question[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  const [isPending, setIsPending] = useState(false);
  const { recommendation, supplier } = sku;
  const order = async (quantity: number) => {
    setIsPending(true);
    try {
      const key: Keys = (request) => keyOf([quantity, asked, made?.id, request]);
      const isOpen = recommendation?.status === 'OPEN' && recommendation.quantity > 0;
      const answer = isOpen
        ? await recommended(recommendation.id, quantity, asked, key, sendConfirmed)
        : await byHand(code, supplier?.code ?? '', quantity, asked, key, sendConfirmed);
      if ('question' in answer) {
        setAsked([...asked, answer.question]);
      } else if (answer.made) {
        setMade(answer.made);
        setAsked([]);
        await client.invalidateQueries();
      }
    } catch (error) {
      void message.error(errorText(i18n, error));
    } finally {
      setIsPending(false);
    }
  };
  return { order, made, question: asked.at(-1) ?? null, isPending: isPending && !isAsking };
}
