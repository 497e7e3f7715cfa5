/** The lines of an order that is being written. */

import { DeleteOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/components/states';
import { useFormat } from '@/lib/format';

import { type DraftLine, type LineRemark, MOST_UNITS, remarkOn } from './order-draft';
import styles from './order-form.module.css';

type Props = { lines: readonly DraftLine[]; refused: ReadonlySet<number>; onChange: (lines: DraftLine[]) => void };

export function DraftLines({ lines, refused, onChange }: Props) {
  const { t } = useTranslation('purchasing');
  if (lines.length === 0) return <EmptyState title={t('form.noLines.title')} text={t('form.noLines.text')} />;
  return (
    <ul className={styles.lines} aria-label={t('lines.title')}>
      {lines.map((line, place) => (
        <Line
          key={line.sku.code}
          line={line}
          remark={refused.has(place) ? { kind: 'stop', key: 'refused' } : remarkOn(line)}
          onChange={(next) => onChange(lines.with(place, next))}
          onRemove={() => onChange(lines.toSpliced(place, 1))}
        />
      ))}
    </ul>
  );
}

type LineProps = { line: DraftLine; remark: LineRemark | null; onChange: (line: DraftLine) => void; onRemove: () => void };

function Line({ line, remark, onChange, onRemove }: LineProps) {
  const { t } = useTranslation('purchasing');
  const format = useFormat();
  const { sku, quantity, unitCost } = line;
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
        max={MOST_UNITS}
        step={sku.packSize ?? 1}
        precision={0}
        status={remark?.kind === 'stop' ? 'error' : undefined}
        suffix={t('form.units')}
        aria-label={t('form.quantityOf', { name: sku.name })}
        value={quantity}
        onChange={(value) => onChange({ ...line, quantity: value })}
      />
      <InputNumber<string>
        controls={false}
        className={styles.number}
        stringMode
        min="0"
        precision={2}
        placeholder={t('form.catalogCost')}
        aria-label={t('form.costOf', { name: sku.name })}
        value={unitCost}
        onChange={(value) => onChange({ ...line, unitCost: value })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('form.remove', { name: sku.name })} onClick={onRemove} />
      {remark && <span className={remark.kind === 'stop' ? styles.stop : styles.remark}>{t(`form.remark.${remark.key}`, { units: format.units(remark.units) })}</span>}
    </li>
  );
}
