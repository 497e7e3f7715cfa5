/** An order on a narrow window. */

import { Link } from 'react-router';

import { OrderStateTag } from '@/components/status-tags';
import type { OrderRowFragment } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import styles from './orders.module.css';

export function OrderCard({ order }: { order: OrderRowFragment }) {
  const format = useFormat();
  return (
    <div className={styles.card}>
      <Link to={`/purchase-orders/${order.id}`} className={styles.number} translate="no">
        {order.orderNo}
      </Link>
      <OrderStateTag value={order.state} />
      <span translate="no" className={styles.soft}>
        {order.supplier.name} · {order.createdBy}
      </span>
      <strong>{format.money(order.totalAmount, order.currency)}</strong>
    </div>
  );
}
