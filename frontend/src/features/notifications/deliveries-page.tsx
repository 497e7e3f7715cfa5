/** The delivery log of messages sent outside the console. */

import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { ChoiceFilter, FilterBar } from '@/components/filters';
import { type Column, KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { RawText } from '@/components/raw-text';
import { EmptyState } from '@/components/states';
import { Tag, type Tone } from '@/components/tag';
import { type DeliveryStatus, DeliveryStatusValues, NotificationChannelValues } from '@/generated/enums';
import { NotificationDeliveriesDocument, type NotificationDeliveriesQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { type Format, useFormat } from '@/lib/format';
import { someOf, usePaging, useUrlState } from '@/lib/url-state';

import styles from './notifications.module.css';
import { Tabs } from './tabs';

const PAGE_SIZE = 30;
const FILTERS = { channel: someOf(NotificationChannelValues), status: someOf(DeliveryStatusValues) };
const TONES: Record<DeliveryStatus, Tone> = { PENDING: 'info', SENT: 'good', LOGGED: 'neutral', FAILED: 'warn', GIVEN_UP: 'bad' };

type Delivery = NotificationDeliveriesQuery['notificationDeliveries']['nodes'][number];

export function DeliveriesPage() {
  const { t } = useTranslation('notifications');
  const format = useFormat();
  const [{ channel, status }, change] = useUrlState(FILTERS);
  const paging = usePaging();
  const filter = { ...(channel.length > 0 && { channel }), ...(status.length > 0 && { status }) };
  const query = useGraphQLQuery(NotificationDeliveriesDocument, { first: PAGE_SIZE, after: paging.after, filter });
  const columns = useMemo(() => deliveryColumns(t, format), [t, format]);
  const isNarrowed = channel.length + status.length > 0;
  return (
    <Page title={t('deliveries.title')} lead={t('deliveries.lead')}>
      <Tabs />
      <FilterBar onReset={isNarrowed ? () => change({ channel: [], status: [] }) : undefined}>
        <ChoiceFilter
          label={t('deliveries.channel')}
          value={channel}
          options={NotificationChannelValues.filter((value) => value !== 'IN_APP').map((value) => ({ value, label: t(`channel.${value}`) }))}
          onChange={(value) => change({ channel: value })}
        />
        <ChoiceFilter
          label={t('deliveries.status')}
          value={status}
          options={DeliveryStatusValues.map((value) => ({ value, label: t(`delivery.${value}`) }))}
          onChange={(value) => change({ status: value })}
        />
      </FilterBar>
      <Panel isFlush>
        <KeysetTable
          label={t('deliveries.title')}
          query={query}
          select={(data) => data.notificationDeliveries}
          columns={columns}
          rowKey={(row) => `${row.eventId}${row.channel}${row.recipient ?? ''}`}
          card={(row) => <Card row={row} />}
          paging={paging}
          empty={<EmptyState title={t('deliveries.none')} text={t('deliveries.noneText')} />}
        />
      </Panel>
    </Page>
  );
}

function deliveryColumns(t: TFunction<'notifications'>, format: Format): Column<Delivery>[] {
  return [
    { key: 'created', title: t('deliveries.created'), render: (row) => format.dateTime(row.createdAt) },
    { key: 'event', title: t('deliveries.event'), render: (row) => t(`event.${row.eventType}`) },
    { key: 'channel', title: t('deliveries.channel'), render: (row) => t(`channel.${row.channel}`) },
    { key: 'recipient', title: t('deliveries.recipient'), render: (row) => <Recipient row={row} /> },
    { key: 'status', title: t('deliveries.status'), render: (row) => <Tag tone={TONES[row.status]}>{t(`delivery.${row.status}`)}</Tag> },
    { key: 'attempts', title: t('deliveries.attempts'), isNumber: true, render: (row) => format.units(row.attempts) },
    { key: 'when', title: t('deliveries.delivered'), render: (row) => format.dateTime(row.deliveredAt ?? row.nextAttemptAt ?? row.digestAt) },
    {
      key: 'reason',
      title: t('deliveries.reason'),
      render: (row) => <Reason row={row} />,
    },
  ];
}

/** Why it was not sent, in the console's words, followed by the response of the receiver or network. */
function Reason({ row }: { row: Delivery }) {
  const { t } = useTranslation('notifications');
  if (!row.reason) return <>–</>;
  return (
    <span className={styles.reason}>
      {t(`why.${row.status}`)}
      <RawText text={row.reason} />
    </span>
  );
}

function Recipient({ row }: { row: Delivery }) {
  const { t } = useTranslation('notifications');
  return row.recipient ? <span translate="no">{row.recipient}</span> : <>{t('deliveries.company')}</>;
}

function Card({ row }: { row: Delivery }) {
  const { t } = useTranslation('notifications');
  const format = useFormat();
  return (
    <div className={styles.card}>
      <strong>{t(`event.${row.eventType}`)}</strong>
      <Tag tone={TONES[row.status]}>{t(`delivery.${row.status}`)}</Tag>
      <span className={styles.soft}>
        {t(`channel.${row.channel}`)} · <Recipient row={row} />
      </span>
      <span className={styles.soft}>{format.ago(row.createdAt)}</span>
    </div>
  );
}
