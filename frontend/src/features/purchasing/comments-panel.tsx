/** Remarks on an order, and a new one. */

import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Answered } from '@/components/states';
import { useMessage } from '@/components/use-message';
import { CommentOnOrderDocument, type OrderDetailFragment, OrderHistoryDocument } from '@/generated/graphql';
import { useAsk, useChange } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useFormat } from '@/lib/format';

import styles from './order-page.module.css';
import { useRequestKeys } from '@/lib/request-keys';

const LONGEST_COMMENT = 10_000;

export function CommentsPanel({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const query = useAsk(OrderHistoryDocument, { id: order.id });
  return (
    <Panel title={t('comments.title')}>
      <Answered query={query} rows={3}>
        {({ purchaseOrder }) => (
          <ul className={styles.entries}>
            {purchaseOrder?.comments.map((comment) => (
              <li key={`${comment.createdAt}${comment.author}`} className={styles.comment}>
                <span className={styles.by}>
                  <strong translate="no">{comment.author}</strong>
                  {format.dateTime(comment.createdAt)}
                </span>
                <p translate="no">{comment.body}</p>
              </li>
            ))}
            {purchaseOrder?.comments.length === 0 && <li className={styles.soft}>{t('comments.none')}</li>}
          </ul>
        )}
      </Answered>
      {order.allowedActions.includes('COMMENT') && <Write id={order.id} />}
    </Panel>
  );
}

function Write({ id }: { id: string }) {
  const { i18n, t } = useTranslation('purchasing');
  const message = useMessage();
  const client = useQueryClient();
  const change = useChange(CommentOnOrderDocument);
  const keyOf = useRequestKeys();
  const [body, setBody] = useState('');
  const [written, setWritten] = useState(0);
  const send = async () => {
    try {
      const { commentOnPurchaseOrder } = await change.mutateAsync({ input: { id, body: body.trim(), idempotencyKey: keyOf([written, body.trim()]) } });
      succeeded(commentOnPurchaseOrder, 'CommentOnPurchaseOrderSuccess');
      setBody('');
      setWritten(written + 1);
      await client.invalidateQueries({ queryKey: ['OrderHistory'] });
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
  };
  return (
    <div className={styles.write}>
      <Input.TextArea rows={2} maxLength={LONGEST_COMMENT} aria-label={t('comments.write')} placeholder={t('comments.write')} value={body} onChange={(event) => setBody(event.target.value)} />
      <Button disabled={!body.trim()} loading={change.isPending} onClick={() => void send()}>
        {t('action.COMMENT')}
      </Button>
    </div>
  );
}
