/** Shown until the first data has loaded. */

import { useTranslation } from 'react-i18next';

import styles from './starting.module.css';

export function Starting() {
  const { t } = useTranslation();
  return (
    <div className={styles.starting} role="status" aria-label={t('state.loading')}>
      <span className={styles.bar} />
    </div>
  );
}
