/** The user's notifications, the newest first. */

import { CheckOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '@/components/page';
import { Pager } from '@/components/pager';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { useAction } from '@/components/use-action';
import { MarkNotificationsReadDocument, NotificationsDocument, type NotificationsQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { useFormat } from '@/lib/format';
import { oneOf, usePaging, useUrlState } from '@/lib/url-state';

import styles from './notifications.module.css';
import { subjectPath } from './subject-path';
import { Tabs } from './tabs';

const PAGE_SIZE = 20;
const VIEWS = { show: oneOf(['all', 'unread'], 'all') };

type Entry = NotificationsQuery['notifications']['nodes'][number];

export function NotificationsPage() {
  const { t } = useTranslation('notifications');
  const [{ show }, change] = useUrlState(VIEWS);
  const paging = usePaging();
  const query = useGraphQLQuery(NotificationsDocument, { first: PAGE_SIZE, after: paging.after, unreadOnly: show === 'unread' });
  const { run: mark, isPending } = useMark();
  const isBlank = show === 'all' && paging.isFirst && query.data?.notifications.nodes.length === 0;
  return (
    <Page
      title={t('common:page.notifications')}
      lead={t('lead')}
      actions={
        !isBlank && (
          <Button icon={<CheckOutlined aria-hidden />} loading={isPending} onClick={() => void mark(undefined)}>
            {t('markAll')}
          </Button>
        )
      }
    >
      <Tabs />
      {!isBlank && (
        <Segmented
          className={styles.views}
          aria-label={t('show.label')}
          value={show}
          options={[
            { value: 'all' as const, label: t('show.all') },
            { value: 'unread' as const, label: t('show.unread') },
          ]}
          onChange={(value) => change({ show: value })}
        />
      )}
      <Panel isFlush>
        <Answered query={query} rows={8}>
          {({ notifications: { nodes, pageInfo } }) =>
            nodes.length === 0 && paging.isFirst ? (
              <EmptyState title={t(show === 'unread' ? 'empty.unread' : 'empty.all')} text={t('empty.text')} />
            ) : (
              <>
                <ul className={styles.list} aria-busy={query.isFetching}>
                  {nodes.map((entry) => (
                    <NotificationEntry key={entry.id} entry={entry} onRead={() => void mark(entry.id)} />
                  ))}
                </ul>
                <Pager paging={paging} pageInfo={pageInfo} count={nodes.length} />
              </>
            )
          }
        </Answered>
      </Panel>
    </Page>
  );
}

function NotificationEntry({ entry, onRead }: { entry: Entry; onRead: () => void }) {
  const { t } = useTranslation('notifications');
  const format = useFormat();
  const path = subjectPath(entry);
  const isUnread = entry.readAt === null;
  return (
    <li className={isUnread ? styles.unread : styles.read}>
      <span className={styles.dot} role="img" aria-label={t(isUnread ? 'unread' : 'read')} />
      <div className={styles.message}>
        <span className={styles.kind}>
          {t(`event.${entry.eventType}`)} · <time dateTime={entry.createdAt}>{format.dateTime(entry.createdAt)}</time>
        </span>
        <strong translate="no">{entry.title}</strong>
        <p translate="no">{entry.text}</p>
      </div>
      <div className={styles.entryActions}>
        {path && (
          <Link to={path} onClick={isUnread ? onRead : undefined}>
            {t('open')}
          </Link>
        )}
        {isUnread && (
          <Button size="small" type="text" icon={<CheckOutlined />} aria-label={t('markOne', { title: entry.title })} onClick={onRead} />
        )}
      </div>
    </li>
  );
}

/** Shows them as read at once, and undoes it if the server refuses. */
function useMark() {
  const client = useQueryClient();
  return useAction(
    (id: string | undefined, mutate) => mutate(MarkNotificationsReadDocument, id ? { ids: [id] } : {}, 'ReadNotifications'),
    {
      reload: ['Notifications', 'Shell'],
      onStart: (id) => {
        const readAt = new Date().toISOString();
        client.setQueriesData<NotificationsQuery>({ queryKey: ['Notifications'] }, (data) => data && markedIn(data, readAt, id));
      },
    },
  );
}

function markedIn(data: NotificationsQuery, readAt: string, id: string | undefined): NotificationsQuery {
  const nodes = data.notifications.nodes.map((entry) => (id === undefined || entry.id === id ? { ...entry, readAt: entry.readAt ?? readAt } : entry));
  return { notifications: { ...data.notifications, nodes } };
}
