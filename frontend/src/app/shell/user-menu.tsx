/** The user's menu: name, profile, sign out. */

import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMessage } from '@/components/use-message';
import { errorText } from '@/lib/error-text';
import { signOut } from '@/lib/session';
import { useCaller } from '@/lib/caller';

import styles from './header.module.css';

export function UserMenu() {
  const { i18n, t } = useTranslation();
  const message = useMessage();
  const { modal } = App.useApp();
  const caller = useCaller();
  const leave = (everywhere: boolean) =>
    signOut(everywhere).catch((error: unknown) => void message.error(errorText(i18n, error)));
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
