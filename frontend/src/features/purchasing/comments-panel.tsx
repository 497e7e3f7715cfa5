/** Comments on an order, and a new one. */

import { useTranslation } from 'react-i18next';

import { Comments, WriteComment } from '@/components/comments';
import { Panel } from '@/components/panel';
import { Answered } from '@/components/states';
import { CommentOnOrderDocument, type OrderDetailFragment, OrderHistoryDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';

export function CommentsPanel({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const query = useGraphQLQuery(OrderHistoryDocument, { id: order.id });
  return (
    <Panel title={t('comments.title')}>
      <Answered query={query} rows={3}>
        {({ purchaseOrder }) => <Comments comments={purchaseOrder?.comments ?? []} noneText={t('comments.none')} />}
      </Answered>
      {order.allowedActions.includes('COMMENT') && (
        <WriteComment
          label={t('comments.write')}
          action={t('action.COMMENT')}
          onSend={(body, mutate) => mutate(CommentOnOrderDocument, { id: order.id, body }, 'PurchaseOrder')}
          reload={['OrderHistory']}
        />
      )}
    </Panel>
  );
}
