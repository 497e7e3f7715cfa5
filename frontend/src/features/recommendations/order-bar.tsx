/** What is chosen, and the way to order it. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { SelectionBar } from '@/components/selection-bar';
import { useFormat } from '@/lib/format';

import { type SupplierOrder } from './selection';

type Props = { orders: readonly SupplierOrder[]; count: number; onOrder: () => void; onClear: () => void };

/** Money in several currencies has no sum. */
export function totalCost(orders: readonly SupplierOrder[]): { cost: number; currency: string } | null {
  const [first] = orders;
  if (!first || orders.some((order) => order.cost === null || order.currency !== first.currency)) return null;
  return { cost: orders.reduce((sum, order) => sum + (order.cost ?? 0), 0), currency: first.currency };
}

export function OrderBar({ orders, count, onOrder, onClear }: Props) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  if (count === 0) return null;
  const total = totalCost(orders);
  return (
    <SelectionBar
      label={t('selection.label')}
      chosen={t('selection.chosen', { number: format.units(count) })}
      note={
        <>
          {t('selection.orders', { number: format.units(orders.length) })}
          {total && ` · ${format.money(total.cost, total.currency)}`}
        </>
      }
      onClear={onClear}
    >
      <Button type="primary" onClick={onOrder}>
        {t('selection.order')}
      </Button>
    </SelectionBar>
  );
}
