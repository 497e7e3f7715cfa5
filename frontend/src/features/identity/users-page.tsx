/** The users: add, edit roles and limits, disable and enable. */

import { UserAddOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FilterBar, SearchFilter } from '@/components/filters';
import { type Column, KeysetTable } from '@/components/keyset-table';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { type UserRowFragment, UsersDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { type Format, useFormat } from '@/lib/format';
import { text, usePaging, useUrlState } from '@/lib/url-state';

import styles from './identity.module.css';
import { UserDialog } from './user-dialog';
import { UserSwitch } from './user-switch';

const PAGE_SIZE = 30;
const FILTERS = { search: text };

export function UsersPage() {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const [{ search }, change] = useUrlState(FILTERS);
  const paging = usePaging();
  const [edited, setEdited] = useState<UserRowFragment | 'new' | null>(null);
  const query = useGraphQLQuery(UsersDocument, { first: PAGE_SIZE, after: paging.after, search: search.trim() || null });
  const columns = useMemo(() => userColumns(t, format, setEdited), [t, format]);
  return (
    <Page
      title={t('common:page.users')}
      lead={t('users.lead')}
      actions={
        <Button type="primary" icon={<UserAddOutlined aria-hidden />} onClick={() => setEdited('new')}>
          {t('users.add')}
        </Button>
      }
    >
      <FilterBar onReset={search ? () => change({ search: '' }) : undefined}>
        <SearchFilter label={t('users.search')} value={search} onChange={(value) => change({ search: value })} />
      </FilterBar>
      <Panel isFlush>
        <KeysetTable
          label={t('common:page.users')}
          query={query}
          select={(data) => data.users}
          columns={columns}
          rowKey={(user) => user.id}
          card={(user) => <Card user={user} onEdit={() => setEdited(user)} />}
          paging={paging}
          empty={<EmptyState title={t('users.none')} text={t('users.noneText')} />}
        />
      </Panel>
      {edited && <UserDialog user={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}

function Status({ user }: { user: UserRowFragment }) {
  const { t } = useTranslation('identity');
  return user.disabledAt ? <Tag tone="bad">{t('users.disabled')}</Tag> : <Tag tone="good">{t('users.enabled')}</Tag>;
}

function RoleTag({ user }: { user: UserRowFragment }) {
  const { t } = useTranslation('identity');
  return user.role ? <Tag tone={user.role === 'OPERATOR' ? 'neutral' : 'accent'}>{t(`common:role.${user.role}`)}</Tag> : <>–</>;
}

function userColumns(t: TFunction<'identity'>, format: Format, onEdit: (user: UserRowFragment) => void): Column<UserRowFragment>[] {
  return [
    {
      key: 'name',
      title: t('users.name'),
      render: (user) => (
        <span className={styles.person} translate="no">
          <strong>{user.displayName}</strong>
          <small>{user.email}</small>
        </span>
      ),
    },
    { key: 'role', title: t('users.role'), render: (user) => <RoleTag user={user} /> },
    { key: 'limit', title: t('users.limit'), isNumber: true, render: (user) => (user.role === 'MANAGER' ? format.units(user.approvalLimit === null ? null : Number(user.approvalLimit)) : '–') },
    { key: 'login', title: t('users.lastLogin'), isNumber: true, render: (user) => format.dateTime(user.lastLoginAt) },
    { key: 'status', title: t('users.status'), render: (user) => <Status user={user} /> },
    {
      key: 'actions',
      title: t('users.actions'),
      render: (user) => (
        <span className={styles.actions}>
          <Button size="small" aria-label={t('users.editOf', { email: user.email })} onClick={() => onEdit(user)}>
            {t('users.edit')}
          </Button>
          <UserSwitch user={user} />
        </span>
      ),
    },
  ];
}

function Card({ user, onEdit }: { user: UserRowFragment; onEdit: () => void }) {
  const { t } = useTranslation('identity');
  return (
    <div className={styles.card}>
      <span className={styles.person} translate="no">
        <strong>{user.displayName}</strong>
        <small>{user.email}</small>
      </span>
      <span className={styles.actions}>
        <RoleTag user={user} />
        <Status user={user} />
      </span>
      <span className={styles.actions}>
        <Button size="small" aria-label={t('users.editOf', { email: user.email })} onClick={onEdit}>
          {t('users.edit')}
        </Button>
        <UserSwitch user={user} />
      </span>
    </div>
  );
}
