/** What a person says about the file as a whole. */

import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';

import type { FormProps } from './form-props';
import styles from './imports.module.css';

export function ImportOptions({ upload, draft, onChange }: FormProps) {
  const { t } = useTranslation('ingestion');
  const tables = new Set(upload.description?.previews.map(({ table }) => table));
  const hasLines = tables.has('order_items') || tables.has('orders');
  const hasStock = tables.has('inventory');
  if (!hasLines && !hasStock) return null;
  return (
    <Panel title={t('options.title')}>
      <div className={styles.options}>
        {hasLines && (
          <Checkbox checked={draft.completeLines} onChange={({ target }) => onChange({ completeLines: target.checked })}>
            {t('options.completeLines')} <span className={styles.faint}>{t('options.completeLinesNote')}</span>
          </Checkbox>
        )}
        {hasStock && (
          <Checkbox checked={draft.completeStock} onChange={({ target }) => onChange({ completeStock: target.checked })}>
            {t('options.completeStock')} <span className={styles.faint}>{t('options.completeStockNote')}</span>
          </Checkbox>
        )}
        {hasLines && (
          <Checkbox checked={draft.createsProducts ?? false} indeterminate={draft.createsProducts === null} onChange={({ target }) => onChange({ createsProducts: target.checked })}>
            {t('options.createsProducts')} <span className={styles.faint}>{t('options.createsProductsNote')}</span>
          </Checkbox>
        )}
      </div>
    </Panel>
  );
}
