/** The controls above a list; on a narrow window all but the first are out of the way. Each change goes into the address. */

import { CloseCircleFilled, FilterOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { Children, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { SkuFilterInputBounds } from '@/generated/bounds';
import { useNarrow } from '@/lib/use-narrow';

import styles from './filters.module.css';

const PAUSE_MS = 150;

type BarProps = {
  children: ReactNode;
  onReset?: () => void;
  /** Inside a panel without padding of its own. */
  isInset?: boolean;
};

export function FilterBar({ children, onReset, isInset = false }: BarProps) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const [isOpen, setIsOpen] = useState(false);
  const hasMore = Children.toArray(children).length > 1;
  return (
    <div className={`${styles.bar} ${isInset ? styles.inset : ''}`} role="search" data-closed={isNarrow && !isOpen}>
      {children}
      {isNarrow && hasMore && (
        <Button className={styles.toggle} icon={<FilterOutlined aria-hidden />} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t('filter.conditions')}
        </Button>
      )}
      {onReset && (
        <Button type="link" size="small" onClick={onReset}>
          {t('filter.reset')}
        </Button>
      )}
    </div>
  );
}

type SearchProps = { label: string; value: string; onChange: (value: string) => void; maxLength?: number };

/** Waits for a pause in typing before it searches. */
export function SearchFilter({ label, value, onChange, maxLength = SkuFilterInputBounds.search.max }: SearchProps) {
  const clear = useTranslation().t('filter.clear', { name: label });
  const [typed, setTyped] = useState(value);
  const [from, setFrom] = useState(value);
  if (from !== value) {
    setFrom(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input
      className={styles.search}
      prefix={<SearchOutlined aria-hidden />}
      aria-label={label}
      placeholder={label}
      allowClear={{ clearIcon: <CloseCircleFilled aria-label={clear} /> }}
      maxLength={maxLength}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onPressEnter={() => onChange(typed)}
    />
  );
}

type Option<T extends string> = { value: T; label: string };
type ChoiceProps<T extends string> = {
  label: string;
  value: readonly T[];
  options: readonly Option<T>[];
  onChange: (value: T[]) => void;
  isLoading?: boolean;
};

/** Any of several values. */
export function ChoiceFilter<T extends string>({ label, value, options, onChange, isLoading }: ChoiceProps<T>) {
  const { t } = useTranslation();
  return (
    <Select<T[]>
      className={styles.choice}
      mode="multiple"
      aria-label={label}
      placeholder={label}
      maxTagCount={1}
      allowClear={{ clearIcon: <CloseCircleFilled aria-hidden />, label: t('filter.clear', { name: label }) }}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      loading={isLoading}
      value={[...value]}
      options={[...options]}
      onChange={onChange}
    />
  );
}

type OrderProps<T extends string> = { label: string; value: T; options: readonly Option<T>[]; onChange: (value: T) => void };

/** One of several values, such as the order of a list. */
export function OneFilter<T extends string>({ label, value, options, onChange }: OrderProps<T>) {
  return (
    <Select<T>
      aria-label={label}
      prefix={<span className={styles.prefix}>{label}</span>}
      popupMatchSelectWidth={false}
      value={value}
      options={[...options]}
      onChange={onChange}
    />
  );
}
