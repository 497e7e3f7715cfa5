/** The inputs of the what-if: each starts at the published run's value. */

import { InputNumber, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/lib/format';

import { type Changes, PROMOTION_DAYS, type Planned } from './what-if';
import styles from './what-if.module.css';

type Props = {
  stored: Planned;
  listPrice: string | null;
  currency: string;
  changes: Changes;
  onChange: (change: Partial<Changes>) => void;
};

/** Ends of the sliders; the API accepts more. */
const MAX_LEAD_DAYS = 90;
const MAX_DELAY_DAYS = 60;
const MAX_DISCOUNT = 0.6;
const MIN_SERVICE = 0.5;
const MAX_SERVICE = 0.995;

export function WhatIfControls({ stored, listPrice, currency, changes, onChange }: Props) {
  const { t } = useTranslation('sku-workbench');
  const format = useFormat();
  const days = (value: number) => t('recommendation.days', { days: format.units(value) });
  const { leadTimeDays, serviceLevel, delayDays, discountRate, price } = changes;
  return (
    <div className={styles.controls}>
      {stored.leadTimeDays != null && (
        <Control
          label={t('recommendation.leadTime')}
          min={0}
          max={Math.max(MAX_LEAD_DAYS, Math.ceil(stored.leadTimeDays))}
          step={1}
          stored={stored.leadTimeDays}
          value={leadTimeDays}
          write={days}
          onChange={(value) => onChange({ leadTimeDays: value })}
        />
      )}
      <Control
        label={t('whatIf.service')}
        min={MIN_SERVICE}
        max={MAX_SERVICE}
        step={0.005}
        stored={stored.serviceLevel}
        value={serviceLevel}
        write={format.finePercent}
        onChange={(value) => onChange({ serviceLevel: value })}
      />
      <Control
        label={t('whatIf.delay')}
        min={0}
        max={MAX_DELAY_DAYS}
        step={1}
        stored={0}
        value={delayDays}
        write={days}
        onChange={(value) => onChange({ delayDays: value })}
      />
      <Control
        label={t('whatIf.promotion', { days: PROMOTION_DAYS })}
        min={0}
        max={MAX_DISCOUNT}
        step={0.05}
        stored={0}
        value={discountRate}
        write={format.percent}
        onChange={(value) => onChange({ discountRate: value })}
      />
      <label className={styles.price}>
        <span>{t('whatIf.price')}</span>
        <InputNumber<number>
          size="small"
          controls={false}
          min={0}
          max={1_000_000_000}
          value={price}
          placeholder={format.money(listPrice, currency)}
          onChange={(value) => onChange({ price: value })}
          changeOnWheel={false}
        />
      </label>
    </div>
  );
}

type ControlProps = {
  label: string;
  min: number;
  max: number;
  step: number;
  /** The value of the published run; choosing it again changes nothing. */
  stored: number;
  value: number | null;
  write: (value: number) => string;
  onChange: (value: number | null) => void;
};

function Control({ label, min, max, step, stored, value, write, onChange }: ControlProps) {
  // No request while it is being dragged.
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? value ?? stored;
  const settle = (next: number) => {
    setDragged(null);
    onChange(Math.abs(next - stored) < step / 2 ? null : next);
  };
  return (
    <div className={styles.control} data-changed={value !== null}>
      <span>{label}</span>
      <strong>{write(shown)}</strong>
      <Slider
        ariaLabelForHandle={label}
        ariaValueTextFormatterForHandle={write}
        min={min}
        max={max}
        step={step}
        value={shown}
        tooltip={{ open: false }}
        onChange={setDragged}
        onChangeComplete={settle}
      />
    </div>
  );
}
