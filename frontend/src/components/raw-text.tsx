/** A message of the server for administrators, collapsed. */

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
