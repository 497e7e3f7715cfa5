/** The lines of an order that is being written. */

import { DeleteOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/components/states';
import { useFormat } from '@/lib/format';

import { amountOf } from './draft-amounts';
import { type DraftLine, type LineProblem, MAX_UNITS, problemOf } from './order-draft';
import styles from './order-form.module.css';

type Props = { lines: readonly DraftLine[]; refused: ReadonlySet<number>; currency: string | null; onChange: (lines: DraftLine[]) => void };

/** `currency` is the order's; null: amounts are not known or hidden. */
export function DraftLines({ lines, refused, currency, onChange }: Props) {
  const { t } = useTranslation('purchasing');
  if (lines.length === 0) return <EmptyState title={t('form.noLines.title')} text={t('form.noLines.text')} />;
  return (
    <ul className={styles.lines} aria-label={t('lines.title')}>
      {lines.map((line, place) => (
        <Line
          key={line.sku.code}
          line={line}
          currency={currency}
          problem={refused.has(place) ? { kind: 'stop', key: 'refused' } : problemOf(line)}
          onChange={(next) => onChange(lines.with(place, next))}
          onRemove={() => onChange(lines.toSpliced(place, 1))}
        />
      ))}
    </ul>
  );
}

type LineProps = { line: DraftLine; currency: string | null; problem: LineProblem | null; onChange: (line: DraftLine) => void; onRemove: () => void };

function Line({ line, currency, problem, onChange, onRemove }: LineProps) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const { sku, quantity, unitCost, agreedCost } = line;
  return (
    <li>
      <span className={styles.name} translate="no">
        {sku.name}
        <small>{sku.code}</small>
      </span>
      <InputNumber
        controls={false}
        className={styles.number}
        min={1}
        max={MAX_UNITS}
        step={sku.packSize ?? 1}
        precision={0}
        status={problem?.kind === 'stop' ? 'error' : undefined}
        suffix={t('form.units')}
        aria-label={t('form.quantityOf', { name: sku.name })}
        value={quantity}
        onChange={(value) => onChange({ ...line, quantity: value })}
      />
      <span className={styles.cost}>
        <InputNumber<string>
          controls={false}
          className={styles.number}
          stringMode
          min="0"
          precision={2}
          placeholder={agreedCost ?? t('form.catalogCost')}
          aria-label={t('form.costOf', { name: sku.name })}
          value={unitCost}
          onChange={(value) => onChange({ ...line, unitCost: value })}
        />
        {sku.unitCost != null && <small>{t('form.catalogCostOf', { cost: format.money(sku.unitCost, sku.currency) })}</small>}
      </span>
      {currency && (
        <output className={styles.amount} aria-label={t('form.amountOf', { name: sku.name })}>
          {format.money(amountOf(line, currency), currency)}
        </output>
      )}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('form.remove', { name: sku.name })} onClick={onRemove} />
      {problem && <span className={problem.kind === 'stop' ? styles.stop : styles.problem}>{t(`form.problem.${problem.key}`, { units: format.units(problem.units) })}</span>}
    </li>
  );
}
