/** Makes a draft of one SKU: of its recommendation while that is open, else by hand. */

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { OrderSkuDocument, OrderSkuRecommendedDocument, type SkuRecommendationQuery } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useRequestKeys } from '@/lib/request-keys';

type Sku = NonNullable<SkuRecommendationQuery['sku']>;
type Made = { id: string; orderNo: string };
/** What must be confirmed, by the code of its text. */
type Question = 'ORDERED' | 'ALREADY_ORDERED' | 'LOW_TRUST';
type Answer = { made: Made } | { question: Question };

const isQuestion = (code: string | undefined): code is Question => code === 'ORDERED' || code === 'ALREADY_ORDERED' || code === 'LOW_TRUST';

async function recommended(id: string, quantity: number, asked: readonly Question[], idempotencyKey: string): Promise<Answer> {
  const isAdditional = asked.includes('ALREADY_ORDERED') || asked.includes('ORDERED');
  const choice = { id, quantity, isAdditional, isChecked: asked.includes('LOW_TRUST') };
  const { createPurchaseOrdersFromRecommendations: outcome } = await execute(OrderSkuRecommendedDocument, { input: { recommendations: [choice], idempotencyKey } });
  const code = outcome.__typename === 'RecommendationsRefused' ? outcome.refusals[0]?.code : undefined;
  if (isQuestion(code) && !asked.includes(code)) return { question: code };
  const [made] = succeeded(outcome, 'CreatePurchaseOrdersFromRecommendationsSuccess').purchaseOrders;
  if (!made) throw new Error('No order was made.');
  return { made };
}

async function byHand(code: string, supplier: string, quantity: number, asked: readonly Question[], idempotencyKey: string): Promise<Answer> {
  const confirmed = asked.includes('ALREADY_ORDERED') ? [{ sku: code, code: 'ALREADY_ORDERED' as const }] : [];
  const input = { supplier, lines: [{ sku: code, quantity }], confirmed, idempotencyKey };
  const { createPurchaseOrder } = await execute(OrderSkuDocument, { input });
  if (createPurchaseOrder.__typename === 'ConfirmationRequired') return { question: 'ALREADY_ORDERED' };
  return { made: succeeded(createPurchaseOrder, 'CreatePurchaseOrderSuccess').purchaseOrder };
}

export function useOrdering(code: string, sku: Sku) {
  const { i18n } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const keyOf = useRequestKeys();
  const [asked, setAsked] = useState<readonly Question[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  const [isPending, setIsPending] = useState(false);
  const { recommendation, supplier } = sku;
  const order = async (quantity: number) => {
    setIsPending(true);
    try {
      const key = keyOf([quantity, asked, made?.id]);
      const isOpen = recommendation?.status === 'OPEN' && recommendation.quantity > 0;
      const answer = isOpen
        ? await recommended(recommendation.id, quantity, asked, key)
        : await byHand(code, supplier?.code ?? '', quantity, asked, key);
      if ('question' in answer) {
        setAsked([...asked, answer.question]);
      } else {
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
  return { order, made, question: asked.at(-1) ?? null, isPending };
}
