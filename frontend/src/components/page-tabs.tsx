/** Pages that belong together, one beside the other. */

import { NavLink } from 'react-router';

import styles from './page-tabs.module.css';

type Props = { label: string; pages: readonly { to: string; label: string }[] };

export function PageTabs({ label, pages }: Props) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {pages.map((page) => (
        <NavLink key={page.to} to={page.to} end>
          {page.label}
        </NavLink>
      ))}
    </nav>
  );
}
