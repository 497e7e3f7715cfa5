/** A note on every page that the data is too old to order by. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { ShellQuery } from '@/generated/graphql';
import { hasRole, useCaller } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import styles from './shell.module.css';

export function StaleNote({ freshness }: { freshness: NonNullable<ShellQuery['dataFreshness']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayImport = hasRole(useCaller(), 'MANAGER');
  return (
    <aside className={styles.outage} aria-label={t('freshness.staleTitle')}>
      {t('freshness.staleNote', { day: format.date(freshness.dataUntil), count: freshness.ageDays })}{' '}
      {mayImport && (
        <>
          <Link to="/imports">{t('page.ingestion')}</Link> ·{' '}
        </>
      )}
      <Link to="/runs">{t('page.pipeline')}</Link>
    </aside>
  );
}
