/** The navigation: pages in groups. */

import { DoubleLeftOutlined, DoubleRightOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

import { useCaller } from '@/lib/caller';
import { NAVIGATION_GROUPS, type NavigationEntry } from '@/lib/feature';

import mark from '../mark.svg';
import { entriesFor } from './entries';
import styles from './navigation.module.css';

type Props = { isCollapsed: boolean; onToggle?: () => void; onPick?: () => void };

export function Navigation({ isCollapsed, onToggle, onPick }: Props) {
  const { t } = useTranslation();
  const entries = entriesFor(useCaller());
  const toggleText = t(isCollapsed ? 'shell.expand' : 'shell.collapse');
  return (
    <nav className={styles.rail} data-collapsed={isCollapsed} aria-label={t('shell.navigation')}>
      <NavLink to="/" className={styles.brand} aria-label={t('shell.home')}>
        <img src={mark} alt="" width="26" height="26" />
        {!isCollapsed && <span>{t('shell.name')}</span>}
      </NavLink>
      <div className={styles.groups}>
        {NAVIGATION_GROUPS.map((group) => {
          const members = entries.filter((entry) => entry.group === group);
          if (members.length === 0) return null;
          return (
            <div key={group} className={styles.group}>
              {!isCollapsed && <span className={styles.heading}>{t(`navigation.${group}`)}</span>}
              <ul>
                {members.map((entry) => (
                  <Entry key={entry.path} entry={entry} isCollapsed={isCollapsed} onPick={onPick} />
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      {onToggle && (
        <button type="button" className={styles.toggle} onClick={onToggle} aria-label={toggleText}>
          {isCollapsed ? <DoubleRightOutlined /> : <DoubleLeftOutlined />}
          {!isCollapsed && <span>{toggleText}</span>}
        </button>
      )}
    </nav>
  );
}

type EntryProps = { entry: NavigationEntry; isCollapsed: boolean; onPick?: () => void };

function Entry({ entry, isCollapsed, onPick }: EntryProps) {
  const { t } = useTranslation();
  const Icon = entry.icon;
  const label = t(entry.label);
  return (
    <li>
      <Tooltip title={isCollapsed ? label : undefined} placement="right">
        <NavLink to={entry.path} end={entry.path === '/'} className={styles.entry} aria-label={label} onClick={onPick}>
          <Icon />
          {!isCollapsed && <span>{label}</span>}
        </NavLink>
      </Tooltip>
    </li>
  );
}
