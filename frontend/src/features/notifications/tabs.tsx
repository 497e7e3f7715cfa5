/** The three pages about notifications, one beside the other. */

import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import styles from './notifications.module.css';

const PAGES = ['', '/settings', '/deliveries'] as const;
const TEXTS = { '': 'tab.list', '/settings': 'tab.settings', '/deliveries': 'tab.deliveries' } as const;

export function Tabs() {
  const { t } = useTranslation('notifications');
  return (
    <nav className={styles.tabs} aria-label={t('tab.label')}>
      {PAGES.map((page) => (
        <NavLink key={page} to={`/notifications${page}`} end>
          {t(TEXTS[page])}
        </NavLink>
      ))}
    </nav>
  );
}
