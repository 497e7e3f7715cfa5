/** Remarks on an order, and a new one. */

import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Remarks, WriteRemark } from '@/components/remarks';
import { Answered } from '@/components/states';
import { CommentOnOrderDocument, type OrderDetailFragment, OrderHistoryDocument } from '@/generated/graphql';
import { useGraphQLQuery, useGraphQLMutation } from '@/lib/api';
import { succeeded } from '@/lib/errors';

export function CommentsPanel({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const client = useQueryClient();
  const query = useGraphQLQuery(OrderHistoryDocument, { id: order.id });
  const change = useGraphQLMutation(CommentOnOrderDocument);
  const send = async (body: string, idempotencyKey: string) => {
    const { commentOnPurchaseOrder } = await change.mutateAsync({ input: { id: order.id, body, idempotencyKey } });
    succeeded(commentOnPurchaseOrder, 'PurchaseOrder');
    await client.invalidateQueries({ queryKey: ['OrderHistory'] });
  };
  return (
    <Panel title={t('comments.title')}>
      <Answered query={query} rows={3}>
        {({ purchaseOrder }) => <Remarks remarks={purchaseOrder?.comments ?? []} noneText={t('comments.none')} />}
      </Answered>
      {order.allowedActions.includes('COMMENT') && <WriteRemark label={t('comments.write')} action={t('action.COMMENT')} onSend={send} />}
    </Panel>
  );
}
