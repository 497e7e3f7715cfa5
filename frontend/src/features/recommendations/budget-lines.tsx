/** The lines of a plan, with the line at which the budget is cut. */

import { useTranslation } from 'react-i18next';

import { SkuName } from '@/components/sku-name';
import { Tag } from '@/components/tag';
import { useFormat } from '@/lib/format';

import { type Plan, type PlanLine, partition } from './budget';
import styles from './budget.module.css';

export function BudgetLines({ plan }: { plan: Plan }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const { bought, partly, left } = partition(plan.lines);
  const heads = [t('column.supplier'), t('column.quantity'), t('budget.return'), t('column.cost'), t('budget.profit')];
  const rowOf = (line: PlanLine) => <Line key={line.sku} line={line} currency={plan.currency} />;
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('budget.linesTitle')}>
      <table className={styles.lines}>
        <thead>
          <tr>
            <th scope="col">{t('column.sku')}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plan.boughtLines > 0 && <GroupHead text={t('budget.group.bought', { number: format.units(plan.boughtLines) })} />}
          {bought.map(rowOf)}
          {plan.reducedLines > 0 && <GroupHead text={t('budget.group.reduced', { number: format.units(plan.reducedLines) })} />}
          {partly.map(rowOf)}
          {plan.boughtLines < plan.totalLines && (
            <tr className={styles.cutLine}>
              <th scope="rowgroup" colSpan={6}>
                <span>{t('budget.cutLine', { spent: format.money(plan.spent, plan.currency) })}</span>
              </th>
            </tr>
          )}
          {plan.omittedLines > 0 && <GroupHead text={t('budget.group.omitted', { number: format.units(plan.omittedLines) })} />}
          {left.map(rowOf)}
        </tbody>
      </table>
      {plan.totalLines > plan.lines.length && (
        <p className={styles.more}>{t('budget.more', { shown: format.units(plan.lines.length), total: format.units(plan.totalLines) })}</p>
      )}
    </div>
  );
}

function GroupHead({ text }: { text: string }) {
  return (
    <tr className={styles.group}>
      <th scope="rowgroup" colSpan={6}>
        {text}
      </th>
    </tr>
  );
}

function Line({ line, currency }: { line: PlanLine; currency: string }) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  const isLeft = line.quantity === 0;
  return (
    <tr className={isLeft ? styles.left : undefined}>
      <td>
        <SkuName sku={{ code: line.sku, name: line.name }} />
      </td>
      <td translate="no">{line.recommendation?.supplier?.name ?? '–'}</td>
      <td>
        <strong>{format.units(line.quantity)}</strong>
        {line.isCut && <small>{t('order.recommended', { units: format.units(line.recommended) })}</small>}
      </td>
      <td>{format.percent(line.returnOnCost)}</td>
      <td>{isLeft ? <Tag>{t('budget.leftOut')}</Tag> : format.money(line.cost, currency)}</td>
      <td>{isLeft ? '–' : format.money(line.expectedProfit, currency)}</td>
    </tr>
  );
}
