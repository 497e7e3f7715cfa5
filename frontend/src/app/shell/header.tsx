/** Above every page: search, how fresh the figures are, notifications, language, theme and person. */

import { BellOutlined, MenuOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { ShellQuery } from '@/generated/graphql';

import { Freshness } from './freshness';
import styles from './header.module.css';
import { LanguageSwitch, ThemeSwitch } from './preferences';
import { UserMenu } from './user-menu';

type Props = { run: ShellQuery['publishedRun']; freshness: ShellQuery['dataFreshness']; unread: number; onMenu?: () => void; onSearch: () => void };

const MAX_COUNTED = 99;
const IS_MAC = navigator.userAgent.includes('Mac');

export function Header({ run, freshness, unread, onMenu, onSearch }: Props) {
  const { t } = useTranslation();
  return (
    <header className={styles.header}>
      {onMenu && <Button type="text" icon={<MenuOutlined />} aria-label={t('shell.openNavigation')} onClick={onMenu} />}
      <button type="button" className={styles.search} onClick={onSearch}>
        <SearchOutlined aria-hidden />
        <span>{t('palette.open')}</span>
        <kbd aria-hidden>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <div className={styles.right}>
        <Freshness run={run} freshness={freshness} />
        <Tooltip title={t('shell.notifications')}>
          <Link to="/notifications" className={styles.bell} aria-label={t('shell.unread', { number: unread })}>
            <BellOutlined aria-hidden />
            {unread > 0 && (
              <span className={styles.count} aria-hidden>
                {unread > MAX_COUNTED ? `${MAX_COUNTED}+` : unread}
              </span>
            )}
          </Link>
        </Tooltip>
        <LanguageSwitch />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  );
}
