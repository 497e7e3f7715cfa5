/** The drafts that were made, each leading to its page. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useFormat } from '@/lib/format';

import styles from './order-dialog.module.css';

type Order = {
  id: string;
  orderNo: string;
  totalAmount: string | null;
  currency: string;
  supplier: { name: string };
  items: readonly unknown[];
};

export function MadeOrders({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  return (
    <>
      <p className={styles.lead}>{t('order.next')}</p>
      <section className={styles.order}>
        <ul>
          {orders.map((order) => (
            <li key={order.id}>
              <Link to={`/purchase-orders/${order.id}`} translate="no">
                {order.orderNo}
              </Link>
              <span className={styles.name} translate="no">
                {order.supplier.name}
              </span>
              <small>{t('order.lines', { lines: order.items.length })}</small>
              {format.money(order.totalAmount, order.currency)}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
