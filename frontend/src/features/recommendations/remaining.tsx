/** What remains to be ordered; with what was recommended and what is on order, where they differ. */

import { useTranslation } from 'react-i18next';

import { useFormat } from '@/lib/format';

import styles from './recommendation-card.module.css';
import type { Row } from './selection';

export function Remaining({ row }: { row: Row }) {
  const format = useFormat();
  return (
    <>
      <strong>{format.units(row.remaining)}</strong>
      <OrderedAlready row={row} />
    </>
  );
}

/** Which orders take from the recommendation: "already on order: PO-000123 100". */
export function OrderedAlready({ row }: { row: Row }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  if (row.orderedSince === 0) return null;
  const orders = row.sku.openOrders.map(({ orderNo, openUnits }) => `${orderNo} ${format.units(openUnits)}`).join(', ');
  return (
    <small className={styles.ordered}>
      {t('recommendedUnits', { units: format.units(row.quantity) })}
      {orders && ` · ${t('alreadyOrdered', { orders })}`}
    </small>
  );
}
