/** Drafts of the open recommendations of the chosen SKUs, one for each supplier; what is refused is named, and left out only when asked. */

import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Answered } from '@/components/states';
import { useAction } from '@/components/use-action';
import { useConfirmed } from '@/components/use-confirmed';
import { type OpenRecommendationFragment, OrderChosenDocument, type OrderChosenMutation } from '@/generated/graphql';
import { useFormat } from '@/lib/format';

import { type Outcome, openRecommendations, without } from './bulk';
import { BulkItems } from './bulk-items';
import styles from './bulk.module.css';

type Answer = OrderChosenMutation['createPurchaseOrdersFromRecommendations'];
type Made = Extract<Answer, { __typename: 'PurchaseOrders' }>['purchaseOrders'];

export function OrderChosenDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('skus');
  const format = useFormat();
  const open = useQuery({
    queryKey: ['OpenRecommendations', codes],
    queryFn: () => openRecommendations(codes),
    staleTime: 'static',
    gcTime: 0,
  });
  const { send, outcomes, made, isPending } = useOrdering();
  const rest = (open.data ?? []).filter(({ id }) => outcomes.get(id)?.kind !== 'refused');
  const isOver = made.length > 0;
  const confirm = outcomes.size > 0 ? 'bulk.order.rest' : 'bulk.order.confirm';
  return (
    <Modal
      open
      width={720}
      title={t('bulk.order.title')}
      okText={isOver ? t('common:action.close') : t(confirm, { number: format.units(rest.length) })}
      cancelText={t('common:action.cancel')}
      cancelButtonProps={isOver ? { style: { display: 'none' } } : undefined}
      confirmLoading={isPending}
      okButtonProps={{ disabled: rest.length === 0 }}
      onOk={isOver ? onClose : () => void send(rest)}
      onCancel={onClose}
    >
      <p className={styles.lead}>{t(outcomes.size > 0 && !isOver ? 'bulk.order.refused' : 'bulk.order.lead')}</p>
      <Answered query={open} rows={4}>
        {(data) => (
          <BulkItems
            items={data.map(({ id, sku, supplier, remaining }) => ({
              id,
              ...sku,
              what: [t('bulk.order.units', { units: format.units(remaining) }), supplier?.name].filter(Boolean).join(' · '),
            }))}
            outcomes={outcomes}
            none={without(codes, data)}
            noneText={t('bulk.order.none')}
          />
        )}
      </Answered>
      {isOver && <MadeDrafts orders={made} />}
    </Modal>
  );
}

function MadeDrafts({ orders }: { orders: Made }) {
  const { t } = useTranslation('skus');
  return (
    <ul className={styles.made} aria-label={t('bulk.order.made')}>
      {orders.map(({ id, orderNo, supplier }) => (
        <li key={id} translate="no">
          <Link to={`/purchase-orders/${id}`}>{orderNo}</Link>
          <span>{supplier.name}</span>
        </li>
      ))}
    </ul>
  );
}

/** All that is sent becomes orders, or none of it does: then each refusal is shown. */
function useOrdering() {
  const { t } = useTranslation();
  const { sendConfirmed, isAsking } = useConfirmed();
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [made, setMade] = useState<Made>([]);
  const report = (entries: readonly [string, Outcome][]) => setOutcomes((before) => new Map([...before, ...entries]));
  const { run: send, isPending } = useAction(
    async (chosen: readonly OpenRecommendationFragment[], mutate) => {
      const recommendations = chosen.map(({ id }) => ({ id }));
      const outcome = await sendConfirmed((confirmed) =>
        mutate(OrderChosenDocument, { recommendations, confirmed }, 'PurchaseOrders', 'RecommendationsRefused', 'ConfirmationRequired'),
      );
      if (outcome?.__typename !== 'RecommendationsRefused') return outcome;
      const codes = new Map(outcome.refusals.map(({ sku, code }) => [sku, code]));
      // A refusal without a SKU means that the run is outdated, and with it all items.
      const codeOf = (sku: string) => codes.get(sku) ?? codes.get('');
      report(
        chosen.flatMap(({ id, sku }): [string, Outcome][] => {
          const code = codeOf(sku.code);
          return code ? [[id, { kind: 'refused', reason: t(`outcome.${code}`) }]] : [];
        }),
      );
      return null;
    },
    {
      reloadOnError: false,
      onSuccess: ({ purchaseOrders }, chosen) => {
        const numbers = new Map(purchaseOrders.flatMap(({ orderNo, items }) => items.map(({ sku }) => [sku.code, orderNo])));
        report(chosen.map(({ id, sku }): [string, Outcome] => [id, { kind: 'done', text: numbers.get(sku.code) }]));
        setMade(purchaseOrders);
      },
    },
  );
  return { send, outcomes, made, isPending: isPending && !isAsking };
}
