/** Says what quantities mean while stock is not known, and leads to the upload of a stock list. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { hasRole, useCaller } from '@/lib/caller';

import styles from './stock-unknown.module.css';

/** `all`: no SKU's stock is known; `sku`: that of the SKU in view. */
export function StockUnknown({ of }: { of: 'all' | 'sku' }) {
  const { t, i18n } = useTranslation('components');
  const mayUpload = hasRole(useCaller(), 'MANAGER');
  return (
    <p className={styles.note} role="note">
      {t(`stockUnknown.${of}`)}{' '}
      {mayUpload && (
        <span className={styles.links}>
          <Link to="/imports">{t('stockUnknown.upload')}</Link>{' '}
          <a href={`/templates/stock.xlsx?lang=${i18n.language}`} download>
            {t('stockUnknown.template')}
          </a>
        </span>
      )}
    </p>
  );
}
