/** Says that what is in view is the last that was read. */

import { useTranslation } from 'react-i18next';

import styles from './shell.module.css';

export function OutageNote() {
  const { t } = useTranslation();
  return (
    <div className={styles.outage} role="alert">
      {t('shell.outage')}
    </div>
  );
}
