/** One order: status, lines, actions and history. */

import { Alert } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { Figure, Figures } from '@/components/figure';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { OrderStateTag } from '@/components/status-tags';
import type { PurchaseOrderState } from '@/generated/enums';
import { type OrderDetailFragment, PurchaseOrderDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';
import { RequestError } from '@/lib/errors';
import { useFormat } from '@/lib/format';

import { CommentsPanel } from './comments-panel';
import { Documents } from './documents';
import { LinesPanel } from './lines-panel';
import { OrderActions } from './order-actions';
import styles from './order-page.module.css';
import { OrderStages } from './order-stages';
import { TimelinePanel } from './timeline-panel';

export function OrderPage() {
  const { t } = useTranslation('purchasing');
  const { id = '' } = useParams();
  const query = useGraphQLQuery(PurchaseOrderDocument, { id, seesCosts: useSeesCosts() });
  const unknown = (
    <Page title={t('common:page.purchasing')}>
      <Panel>
        <EmptyState title={t('unknown.title')} text={t('unknown.text')} />
      </Panel>
    </Page>
  );
  // A mistyped URL leads here, too.
  if (query.error instanceof RequestError && query.error.code === 'BAD_USER_INPUT') return unknown;
  return (
    <Answered query={query} rows={12}>
      {({ purchaseOrder }) => (purchaseOrder ? <Order key={purchaseOrder.id} order={purchaseOrder} /> : unknown)}
    </Answered>
  );
}

function Order({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const [overtaken, setOvertaken] = useState<PurchaseOrderState | null>(null);
  return (
    <Page
      title={order.orderNo}
      isTitleData
      lead={<span translate="no">{order.supplier.name}</span>}
      actions={
        <>
          <OrderStateTag value={order.state} />
          <Documents order={order} />
          <OrderActions order={order} onOvertaken={setOvertaken} />
        </>
      }
    >
      {overtaken && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t('overtaken.title')}
          description={t('overtaken.text', { state: t(`common:orderState.${overtaken}`) })}
          closable={{ onClose: () => setOvertaken(null), 'aria-label': t('common:action.close') }}
        />
      )}
      {order.isSplitSuspect && <Alert type="warning" showIcon title={t('split.title')} description={t('split.text')} />}
      {order.rejectionReason && (
        <Alert type="error" showIcon title={t('rejected.title', { name: order.rejectedBy })} description={<span translate="no">{order.rejectionReason}</span>} />
      )}
      {order.cancellationReason && (
        <Alert type="info" showIcon title={t('cancelled.title', { name: order.cancelledBy })} description={<span translate="no">{order.cancellationReason}</span>} />
      )}
      <Panel>
        <OrderStages order={order} />
      </Panel>
      <Facts order={order} />
      <LinesPanel order={order} />
      <div className={styles.history}>
        <CommentsPanel order={order} />
        <TimelinePanel order={order} />
      </div>
    </Page>
  );
}

function Facts({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const units = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return (
    <Panel>
      <Figures>
        <Figure size="large" label={t('column.total')} value={format.money(order.totalAmount, order.currency)} note={order.totalAmount === null ? t('total.hidden') : undefined} />
        <Figure size="large" label={t('units')} value={format.units(units)} note={t('lines.count', { count: order.items.length })} />
        <Figure size="large" label={t('column.expected')} value={format.date(order.expectedOn)} note={order.expectedOn ? format.weekdayDate(order.expectedOn) : t('expected.none')} />
        <Figure size="large" label={t('version')} value={order.version} note={t('created', { name: order.createdBy })} />
      </Figures>
      {order.note && (
        <p className={styles.note} translate="no">
          {order.note}
        </p>
      )}
    </Panel>
  );
}
