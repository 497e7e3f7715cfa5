/** Ordering the SKU from its own page: a number of units into a draft. */

import { Alert, Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { PurchaseOrderLineInputBounds } from '@/generated/bounds';
import type { SkuRecommendationQuery } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { useOrdering } from './use-ordering';
import styles from './workbench.module.css';

type Sku = NonNullable<SkuRecommendationQuery['sku']>;

export function OrderBox({ code, sku }: { code: string; sku: Sku }) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const [typed, setTyped] = useState<number | null>(null);
  const { order, made, question, isPending } = useOrdering(code, sku);
  const { recommendation } = sku;
  const quantity = typed ?? (recommendation?.remaining || sku.moq || sku.packSize || 1);
  const open = sku.openOrders.map(({ orderNo, openUnits }) => `${orderNo} ${format.units(openUnits)}`).join(', ');
  if (!sku.supplier) return <p>{t('orderBox.noSupplier')}</p>;
  return (
    <div className={styles.orderBox}>
      {open && <p>{t('orderBox.already', { orders: open })}</p>}
      {question && <Alert type="warning" showIcon role="alert" title={t(`common:outcome.${question}`)} />}
      <div>
        <InputNumber
          controls={false}
          min={1}
          max={sku.maxOrderQuantity ?? PurchaseOrderLineInputBounds.quantity.max}
          step={sku.packSize ?? 1}
          precision={0}
          aria-label={t('orderBox.quantity')}
          value={quantity}
          onChange={setTyped}
        />
        <Button type="primary" loading={isPending} onClick={() => void order(quantity)}>
          {t(question ? 'orderBox.confirm' : 'orderBox.order')}
        </Button>
        {made && <Link to={`/purchase-orders/${made.id}`}>{t('orderBox.made', { orderNo: made.orderNo })}</Link>}
      </div>
    </div>
  );
}
