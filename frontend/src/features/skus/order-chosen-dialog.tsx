/** Drafts of the open recommendations of the chosen SKUs, one for each supplier; what is refused is told and left out only when asked. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Answered } from '@/components/states';
import { useConfirmed } from '@/components/use-confirmed';
import { useMessage } from '@/components/use-message';
import { type OpenRecommendationFragment, OrderChosenDocument, type OrderChosenMutation } from '@/generated/graphql';
import { useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';
import { useFormat } from '@/lib/format';
import { useRequestKeys } from '@/lib/request-keys';

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
    staleTime: Number.POSITIVE_INFINITY,
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

/** All that is sent becomes orders, or none of it does: then each refusal is told. */
function useOrdering() {
  const { i18n, t } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const keyOf = useRequestKeys();
  const { sendConfirmed } = useConfirmed();
  const { mutateAsync, isPending } = useGraphQLMutation(OrderChosenDocument);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [made, setMade] = useState<Made>([]);
  const tell = (told: readonly [string, Outcome][]) => setOutcomes((before) => new Map([...before, ...told]));
  const send = async (chosen: readonly OpenRecommendationFragment[]) => {
    const recommendations = chosen.map(({ id }) => ({ id }));
    try {
      const outcome = await sendConfirmed(async (confirmed) => {
        const input = { recommendations, confirmed, idempotencyKey: keyOf([recommendations, confirmed]) };
        return (await mutateAsync({ input })).createPurchaseOrdersFromRecommendations;
      });
      if (!outcome) return;
      if (outcome.__typename === 'RecommendationsRefused') {
        const codes = new Map(outcome.refusals.map(({ sku, code }) => [sku, code]));
        // One without a SKU is of a run that is gone, and so are all that were read with it.
        const codeOf = (sku: string) => codes.get(sku) ?? codes.get('');
        tell(
          chosen.flatMap(({ id, sku }): [string, Outcome][] => {
            const code = codeOf(sku.code);
            return code ? [[id, { kind: 'refused', reason: t(`outcome.${code}`) }]] : [];
          }),
        );
        return;
      }
      const { purchaseOrders } = succeeded(outcome, 'PurchaseOrders');
      const numbers = new Map(purchaseOrders.flatMap(({ orderNo, items }) => items.map(({ sku }) => [sku.code, orderNo])));
      tell(chosen.map(({ id, sku }): [string, Outcome] => [id, { kind: 'done', text: numbers.get(sku.code) }]));
      setMade(purchaseOrders);
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'OpenRecommendations' });
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
  };
  return { send, outcomes, made, isPending };
}
