/** A note that the server does not respond and older data is shown. */

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
