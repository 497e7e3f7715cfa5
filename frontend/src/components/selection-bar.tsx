/** The chosen rows of a list and their actions. */

import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './selection-bar.module.css';

type Props = {
  /** Read out as the region's name. */
  label: string;
  chosen: string;
  note?: ReactNode;
  onClear: () => void;
  /** The actions. */
  children: ReactNode;
};

export function SelectionBar({ label, chosen, note, onClear, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar} role="region" aria-label={label}>
      <strong>{chosen}</strong>
      <span>{note}</span>
      <Button type="text" onClick={onClear}>
        {t('selection.clear')}
      </Button>
      {children}
    </div>
  );
}
