/** The choice of a list's columns, stored with the account. */

import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ListPage } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';

import styles from './column-settings.module.css';
import type { Column } from './keyset-table';
import { setColumns } from './saved-view-changes';
import { removeLocalColumns, localColumns } from './saved-view-state';
import { useAction } from './use-action';
import { SAVED_VIEWS, useSavedViews } from './use-saved-views';

/** The visible columns, and the control that changes them. `hidden`: those hidden by default. */
export function useColumnSettings<T>(page: ListPage, columns: readonly Column<T>[], hidden: readonly string[]) {
  const { i18n, t } = useTranslation('components');
  const { data } = useSavedViews(page);
  // The choice applies at once, and stays while the page is open if it could not be saved.
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const out = chosen ?? data?.savedViews.hiddenColumns ?? localColumns(page) ?? hidden;
  const { run: choose } = useAction((next: readonly string[]) => setColumns(page, [...next]), {
    reload: [SAVED_VIEWS],
    onStart: setChosen,
    onSuccess: () => removeLocalColumns(page),
    onError: (error) => `${t('savedViews.columnsFailed')} ${errorText(i18n, error)}`,
  });
  const visible = useMemo(() => columns.filter((column) => !column.isOptional || !out.includes(column.key)), [columns, out]);
  return { visible, control: <Control columns={columns} out={out} onChoose={(next) => void choose(next)} /> };
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
