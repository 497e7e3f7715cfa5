/** A note on every page that the data are samples. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import styles from './shell.module.css';

export function SampleNote() {
  const { t } = useTranslation();
  return (
    <aside className={styles.outage} aria-label={t('sampleNote.title')}>
      {t('sampleNote.text')} <Link to="/">{t('sampleNote.remove')}</Link>
    </aside>
  );
}
