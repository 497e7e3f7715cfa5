/** Recommended lines that no budget is spent on, each with its reason. */

import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { SkuName } from '@/components/sku-name';
import { useFormat } from '@/lib/format';

import type { Plan } from './budget';
import styles from './budget.module.css';

export function BudgetLeftOut({ plan }: { plan: Plan }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  return (
    <Panel title={t('budget.excludedTitle')} note={t('budget.excludedNote')} isFlush>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('budget.excludedTitle')}>
        <table className={styles.lines}>
          <thead>
            <tr>
              <th scope="col">{t('column.sku')}</th>
              <th scope="col">{t('column.quantity')}</th>
              <th scope="col">{t('budget.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.leftOut.map(({ sku, name, recommended, reason }) => (
              <tr key={sku}>
                <td>
                  <SkuName sku={{ code: sku, name }} />
                </td>
                <td>{format.units(recommended)}</td>
                <td>{t(`budget.exclusion.${reason}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {plan.unpricedLines > plan.leftOut.length && (
          <p className={styles.more}>{t('budget.more', { shown: format.units(plan.leftOut.length), total: format.units(plan.unpricedLines) })}</p>
        )}
      </div>
    </Panel>
  );
}
