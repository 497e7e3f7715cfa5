/** Orders of the chosen recommendations, one for each supplier: looked over, changed, made. */

import { Alert, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { useConfirmed } from '@/components/use-confirmed';
import { PurchaseOrderLineInputBounds } from '@/generated/bounds';
import { OrderRecommendationsDocument, type OrderRecommendationsMutation } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { MadeOrders } from './made-orders';
import styles from './order-dialog.module.css';
import type { Choice, SupplierOrder } from './selection';

/** Refusals that somebody may confirm. */
const CONFIRMABLE = new Set(['ORDERED', 'ALREADY_ORDERED']);

type Outcome = OrderRecommendationsMutation['createPurchaseOrdersFromRecommendations'];
type Refusals = Extract<Outcome, { __typename: 'RecommendationsRefused' }>['refusals'];
type Made = Extract<Outcome, { __typename: 'PurchaseOrders' }>['purchaseOrders'];

type Props = {
  orders: readonly SupplierOrder[];
  onQuantity: (id: string, quantity: number) => void;
  onClose: () => void;
  onMade: () => void;
};

export function OrderDialog({ orders, onQuantity, onClose, onMade }: Props) {
  const { t } = useTranslation('recommendations');
  const [refusals, setRefusals] = useState<Refusals>([]);
  const [made, setMade] = useState<Made | null>(null);
  const { sendConfirmed, isAsking } = useConfirmed();
  const { run, isPending } = useAction(
    async (_: void, mutate) => {
      // Sending again confirms what was refused before.
      const asked = new Set(refusals.filter(({ code }) => CONFIRMABLE.has(code)).map(({ sku }) => sku));
      const recommendations = orders.flatMap(({ choices }) =>
        choices.map(({ row, quantity }) => ({ id: row.id, quantity, isAdditional: asked.has(row.sku.code) })),
      );
      const outcome = await sendConfirmed((confirmed) =>
        mutate(OrderRecommendationsDocument, { recommendations, confirmed }, 'PurchaseOrders', 'RecommendationsRefused', 'ConfirmationRequired'),
      );
      if (outcome?.__typename !== 'RecommendationsRefused') return outcome;
      setRefusals(outcome.refusals);
      return null;
    },
    { reloadOnError: false, onSuccess: ({ purchaseOrders }) => setMade(purchaseOrders) },
  );
  const close = made ? onMade : onClose;
  return (
    <Modal
      open
      width={720}
      title={t(made ? 'order.made' : 'order.title', { number: made?.length ?? orders.length })}
      okText={made ? t('common:action.close') : t('order.confirm', { number: orders.length })}
      cancelText={t('common:action.cancel')}
      cancelButtonProps={made ? { style: { display: 'none' } } : undefined}
      confirmLoading={isPending && !isAsking}
      okButtonProps={{ disabled: orders.length === 0 }}
      onOk={made ? onMade : () => void run()}
      onCancel={close}
    >
      {made ? (
        <MadeOrders orders={made} />
      ) : (
        <>
          <p className={styles.lead}>{t('order.lead')}</p>
          {refusals.length > 0 && <Refused refusals={refusals} />}
          {orders.map((order) => (
            <Lines key={order.code} order={order} onQuantity={onQuantity} />
          ))}
        </>
      )}
    </Modal>
  );
}

function Refused({ refusals }: { refusals: Refusals }) {
  const { t } = useTranslation('recommendations');
  const reasons = refusals.map(({ sku, code }) => (
    <li key={sku}>
      <span translate="no">{sku}</span>: {t(`common:outcome.${code}`)}
    </li>
  ));
  return <Alert type="error" title={t('order.refused')} description={<ul className={styles.reasons}>{reasons}</ul>} className={styles.alert} />;
}

function Lines({ order, onQuantity }: { order: SupplierOrder; onQuantity: Props['onQuantity'] }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  return (
    <section className={styles.order}>
      <header>
        <strong translate="no">{order.name}</strong>
        <span>
          {t('order.sum', { lines: format.units(order.choices.length), units: format.units(order.units) })}
          {order.cost !== null && ` · ${format.money(order.cost, order.currency)}`}
        </span>
      </header>
      <ul>
        {order.choices.map((choice) => (
          <Line key={choice.row.id} choice={choice} onQuantity={onQuantity} />
        ))}
      </ul>
    </section>
  );
}

function Line({ choice: { row, quantity }, onQuantity }: { choice: Choice; onQuantity: Props['onQuantity'] }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const { sku } = row;
  return (
    <li>
      <span className={styles.name} translate="no">
        {sku.name}
        <small>{sku.code}</small>
      </span>
      {quantity !== row.remaining && <small>{t('order.recommended', { units: format.units(row.remaining) })}</small>}
      <InputNumber
        controls={false}
        size="small"
        min={1}
        max={sku.maxOrderQuantity ?? PurchaseOrderLineInputBounds.quantity.max}
        step={sku.packSize ?? 1}
        precision={0}
        aria-label={t('order.quantity', { name: sku.name })}
        value={quantity}
        onChange={(value) => value !== null && onQuantity(row.id, value)}
      />
    </li>
  );
}
