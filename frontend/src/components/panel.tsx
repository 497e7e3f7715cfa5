/** A surface with a heading. */

import type { ReactNode } from 'react';

import styles from './panel.module.css';

type Props = {
  title?: ReactNode;
  /** What the panel shows, in one line. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Without padding around the content, for tables. */
  isFlush?: boolean;
  className?: string;
};

export function Panel({ title, note, actions, children, isFlush = false, className }: Props) {
  return (
    <section className={`${styles.panel} ${className ?? ''}`}>
      {(title || actions) && (
        <header className={styles.head}>
          <div className={styles.titles}>
            {title && <h2>{title}</h2>}
            {note && <p>{note}</p>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={isFlush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
