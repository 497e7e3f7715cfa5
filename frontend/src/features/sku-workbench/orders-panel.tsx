/** Purchase orders of the SKU, the newest first. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { OrderStateTag } from '@/components/status-tags';
import { SkuOrdersDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './workbench.module.css';

export function OrdersPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const query = useGraphQLQuery(SkuOrdersDocument, { code });
  return (
    <Panel
      title={t('orders.title')}
      actions={query.data && <Link to={`/purchase-orders?sku=${encodeURIComponent(code)}`}>{t('orders.all', { count: query.data.purchaseOrders.totalCount })}</Link>}
    >
      <Answered query={query} rows={4}>
        {({ purchaseOrders }) =>
          purchaseOrders.nodes.length === 0 ? (
            <EmptyState title={t('orders.none')} />
          ) : (
            <ul className={styles.entries}>
              {purchaseOrders.nodes.map((order) => (
                <li key={order.id}>
                  <Link to={`/purchase-orders/${order.id}`} translate="no">
                    {order.orderNo}
                  </Link>
                  <span className={styles.detail}>
                    {order.expectedOn ? t('orders.expected', { day: format.shortDate(order.expectedOn) }) : format.dateTime(order.createdAt)}
                  </span>
                  <OrderStateTag value={order.state} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
}
