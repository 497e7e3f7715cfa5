/** A link that looks like a button. */

import type { ReactNode } from 'react';
import { Link } from 'react-router';

import styles from './link-button.module.css';

type Props = { to: string; icon: ReactNode; children: ReactNode; isPrimary?: boolean };

export function LinkButton({ to, icon, children, isPrimary = false }: Props) {
  return (
    <Link to={to} className={`${styles.link} ${isPrimary ? styles.primary : styles.plain}`}>
      {icon} {children}
    </Link>
  );
}
