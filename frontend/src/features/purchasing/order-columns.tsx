/** The columns of the list of orders. */

import type { TFunction } from 'i18next';
import { Link } from 'react-router';

import type { Column } from '@/components/keyset-table';
import { OrderStateTag } from '@/components/status-tags';
import { Tag } from '@/components/tag';
import type { OrderRowFragment } from '@/generated/graphql';
import type { Format } from '@/lib/format';

import styles from './orders.module.css';

export function orderColumns(t: TFunction<'purchasing'>, format: Format): Column<OrderRowFragment>[] {
  return [
    {
      key: 'orderNo',
      title: t('column.orderNo'),
      render: (order) => (
        <Link to={`/purchase-orders/${order.id}`} className={styles.number} translate="no">
          {order.orderNo}
        </Link>
      ),
    },
    { key: 'supplier', title: t('column.supplier'), render: (order) => <span translate="no">{order.supplier.name}</span> },
    {
      key: 'state',
      title: t('column.state'),
      render: (order) => (
        <span className={styles.tags}>
          <OrderStateTag value={order.state} />
          {order.isSplitSuspect && <Tag tone="high">{t('split.short')}</Tag>}
        </span>
      ),
    },
    { key: 'total', title: t('column.total'), isNumber: true, render: (order) => <strong>{format.money(order.totalAmount, order.currency)}</strong> },
    { key: 'expected', title: t('column.expected'), isNumber: true, render: (order) => format.date(order.expectedOn) },
    { key: 'createdBy', title: t('column.createdBy'), render: (order) => <span translate="no">{order.createdBy}</span> },
    { key: 'createdAt', title: t('column.createdAt'), isNumber: true, render: (order) => format.dateTime(order.createdAt) },
  ];
}
