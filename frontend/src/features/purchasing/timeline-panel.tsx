/** What happened to an order, the latest first. */

import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Answered } from '@/components/states';
import { type OrderDetailFragment, OrderHistoryDocument, type OrderHistoryQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';

import styles from './order-page.module.css';

type Event = NonNullable<OrderHistoryQuery['purchaseOrder']>['timeline'][number];

export function TimelinePanel({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const query = useGraphQLQuery(OrderHistoryDocument, { id: order.id });
  return (
    <Panel title={t('timeline.title')}>
      <Answered query={query} rows={4}>
        {({ purchaseOrder }) => (
          <ol className={styles.timeline}>
            {purchaseOrder?.timeline.toReversed().map((event) => (
              <li key={event.version}>
                <strong>{t(`event.${event.kind}`)}</strong>
                <span className={styles.by}>
                  <span translate="no">{event.actor}</span>
                  {format.dateTime(event.happenedAt)}
                  <span>{t('timeline.version', { version: event.version })}</span>
                </span>
                <Reason event={event} />
              </li>
            ))}
          </ol>
        )}
      </Answered>
    </Panel>
  );
}

function Reason({ event }: { event: Event }) {
  const reason = event.details.find(({ name }) => name === 'reason')?.value;
  if (!reason) return null;
  return (
    <p className={styles.reason} translate="no">
      {reason}
    </p>
  );
}
