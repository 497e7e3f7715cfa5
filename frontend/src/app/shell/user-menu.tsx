/** The user's menu: name, profile, sign out. */

import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useAction } from '@/components/use-action';
import { useCaller } from '@/lib/caller';
import { signOut } from '@/lib/session';

import styles from './header.module.css';

export function UserMenu() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const caller = useCaller();
  const { run: leave } = useAction((everywhere: boolean) => signOut(everywhere), { reload: [] });
  const confirmEverywhere = () =>
    modal.confirm({
      title: t('user.everywhereTitle'),
      content: t('user.everywhereText'),
      okText: t('user.everywhere'),
      onOk: () => leave(true),
    });
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'person',
            disabled: true,
            label: (
              <div className={styles.person}>
                <strong translate="no">{caller.displayName}</strong>
                <span translate="no">{caller.email}</span>
                {caller.role && <span>{t(`role.${caller.role}`)}</span>}
              </div>
            ),
          },
          { type: 'divider' },
          { key: 'profile', label: <Link to="/profile">{t('page.profile')}</Link> },
          { key: 'api', label: <a href="/graphiql/">{t('user.api')}</a> },
          { type: 'divider' },
          { key: 'leave', label: t('user.signOut'), onClick: () => void leave(false) },
          { key: 'everywhere', label: t('user.everywhere'), onClick: confirmEverywhere },
        ],
      }}
    >
      <Button type="text" shape="circle" aria-label={t('user.menu', { name: caller.displayName })} translate="no">
        <span className={styles.initial}>{caller.displayName.slice(0, 1).toUpperCase()}</span>
      </Button>
    </Dropdown>
  );
}
