/** Which columns of a list are in view, kept in this browser. */

import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './column-settings.module.css';
import type { Column } from './keyset-table';

/** The columns in view, and the control that changes them. `hidden` names what is out of view until it is chosen. */
export function useColumnSettings<T>(list: string, columns: readonly Column<T>[], hidden: readonly string[]) {
  const key = `jaego.columns.${list}`;
  const [out, setOut] = useState<readonly string[]>(() => localStorage.getItem(key)?.split(',') ?? hidden);
  const choose = (next: readonly string[]) => {
    localStorage.setItem(key, next.join(','));
    setOut(next);
  };
  const shown = useMemo(() => columns.filter((column) => !column.isOptional || !out.includes(column.key)), [columns, out]);
  return { shown, control: <Control columns={columns} out={out} onChoose={choose} /> };
}

type Props<T> = { columns: readonly Column<T>[]; out: readonly string[]; onChoose: (out: readonly string[]) => void };

function Control<T>({ columns, out, onChoose }: Props<T>) {
  const { t } = useTranslation();
  const optional = columns.filter((column) => column.isOptional);
  const content = (
    <div className={styles.list}>
      {optional.map((column) => (
        <Checkbox
          key={column.key}
          checked={!out.includes(column.key)}
          onChange={({ target }) =>
            onChoose(target.checked ? out.filter((key) => key !== column.key) : [...out, column.key])
          }
        >
          {column.title}
        </Checkbox>
      ))}
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <Tooltip title={t('table.columns')}>
        <Button icon={<SettingOutlined />} aria-label={t('table.columns')} />
      </Tooltip>
    </Popover>
  );
}
