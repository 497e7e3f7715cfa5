/** The draft's total, and the supplier's minimum order value. */

import { useTranslation } from 'react-i18next';

import { useFormat } from '@/lib/format';

import { type Terms, sumsOf } from './draft-amounts';
import type { DraftLine } from './order-draft';
import styles from './order-form.module.css';

export function DraftSums({ lines, terms }: { lines: readonly DraftLine[]; terms: Terms }) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const { total, unknown, missing } = sumsOf(lines, terms);
  const money = (amount: string | number) => format.money(amount, terms.currency);
  return (
    <div role="group" aria-label={t('form.sums')}>
      <dl className={styles.sums}>
        <div>
          <dt>{t('form.total')}</dt>
          <dd>
            <strong>{money(total)}</strong>
            {unknown > 0 && <small>{t('form.unknownCosts', { count: unknown })}</small>}
          </dd>
        </div>
        {terms.minOrderValue != null && (
          <div>
            <dt>{t('form.minOrderValue')}</dt>
            <dd>
              {money(terms.minOrderValue)}
              <small className={missing > 0 ? styles.missing : undefined}>{missing > 0 ? t('form.missing', { amount: money(missing) }) : t('form.reached')}</small>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}
