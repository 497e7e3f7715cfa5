/** What the server said in its own words: kept for those who look after it, out of the way of everybody else. */

import { useTranslation } from 'react-i18next';

import styles from './raw-text.module.css';

export function RawText({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <details className={styles.raw}>
      <summary>{t('rawText')}</summary>
      <span lang="en" translate="no">
        {text}
      </span>
    </details>
  );
}
