/** A new order, or one that is edited: supplier, lines, day and note. */

import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { PurchaseOrderDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useSeesCosts } from '@/lib/caller';

import { EMPTY, draftOf } from './order-draft';
import { OrderForm } from './order-form';

export function OrderFormPage() {
  const { id } = useParams();
  return id ? <Existing key={id} id={id} /> : <New />;
}

function New() {
  const { t } = useTranslation('purchasing');
  return (
    <Page title={t('form.newTitle')} lead={t('form.newLead')}>
      <OrderForm order={null} start={EMPTY} />
    </Page>
  );
}

function Existing({ id }: { id: string }) {
  const { t } = useTranslation('purchasing');
  const query = useGraphQLQuery(PurchaseOrderDocument, { id, seesCosts: useSeesCosts() });
  return (
    <Answered query={query} rows={10}>
      {({ purchaseOrder }) =>
        purchaseOrder?.allowedActions.includes('UPDATE') ? (
          <Page title={t('form.editTitle', { orderNo: purchaseOrder.orderNo })} isTitleData lead={t(purchaseOrder.state === 'PENDING' ? 'form.voids' : 'form.editLead')}>
            <OrderForm order={purchaseOrder} start={draftOf(purchaseOrder)} />
          </Page>
        ) : (
          <Page title={t('common:page.purchasing')}>
            <Panel>
              <EmptyState title={t('form.fixed.title')} text={t('form.fixed.text')} />
            </Panel>
          </Page>
        )
      }
    </Answered>
  );
}
