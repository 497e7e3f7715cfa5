/** The frame of a page: title, actions and content. */

import { type ReactNode, useEffect } from 'react';

import styles from './page.module.css';

type Props = {
  title: string;
  /** Whether the title is a name from the data, which no language changes. */
  isTitleData?: boolean;
  /** One line below the title. */
  lead?: ReactNode;
  /** Buttons at the title's right. */
  actions?: ReactNode;
  children: ReactNode;
};

export function Page({ title, isTitleData = false, lead, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Jaego`;
  }, [title]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1 translate={isTitleData ? 'no' : undefined}>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
