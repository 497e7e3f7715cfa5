/** The rows of a list's page, memoized because they are many. */

import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Table, type TableColumnType, type TableRef } from 'antd';
import { type Key, type ReactNode, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useNarrow } from '@/lib/use-narrow';

import styles from './keyset-table.module.css';

export type Column<T> = Omit<TableColumnType<T>, 'title' | 'key' | 'dataIndex' | 'render'> & {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** The list's order that this column's heading switches to. */
  order?: string;
  /** Whether that order is descending. */
  isDescending?: boolean;
  /** Numbers are aligned right. */
  isNumber?: boolean;
  /** Whether people may hide it. */
  isOptional?: boolean;
};

export type RowsProps<T> = {
  /** Read out as the table's name. */
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** The name of a row in the labels of its controls; absent: its key. */
  rowName?: (row: T) => string;
  /** A row in a narrow window. */
  card: (row: T) => ReactNode;
  /** Cards at any width, laid out by this class. */
  cardsClassName?: string;
  order?: string;
  /** Whether the order is reversed; absent: it can't be. */
  isReversed?: boolean;
  onOrder: (order: string) => void;
  /** The keys of the chosen rows; absent: nothing can be chosen. */
  chosen?: readonly string[];
  onChoose: (keys: string[], rows: T[]) => void;
  isFixed?: (row: T) => boolean;
  rowClassName?: (row: T) => string;
};

function PlainRows<T extends object>(props: RowsProps<T>) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const table = useRef<TableRef>(null);
  // Focusable, so that the keyboard can scroll it.
  useEffect(() => table.current?.nativeElement.querySelector('.ant-table-content')?.setAttribute('tabindex', '0'));
  const { label, rows, columns, rowKey, rowName = rowKey, card, cardsClassName, order, isReversed, onOrder, chosen, onChoose, isFixed, rowClassName } = props;
  if (isNarrow || cardsClassName) {
    return (
      <ul className={cardsClassName ? `${styles.plain} ${cardsClassName}` : styles.cards} aria-label={label}>
        {rows.map((row) => (
          <li key={rowKey(row)}>{card(row)}</li>
        ))}
      </ul>
    );
  }
  return (
    <Table<T>
      ref={table}
      aria-label={label}
      size="small"
      pagination={false}
      dataSource={rows as T[]}
      rowKey={rowKey}
      rowClassName={rowClassName}
      scroll={{ x: 'max-content' }}
      rowSelection={
        chosen && {
          selectedRowKeys: chosen as Key[],
          preserveSelectedRowKeys: true,
          onChange: (keys, selected) => onChoose(keys.map(String), selected),
          getCheckboxProps: (row) => ({
            'aria-label': t('table.select', { row: rowName(row) }),
            disabled: isFixed?.(row) ?? false,
          }),
          getTitleCheckboxProps: () => ({ 'aria-label': t('table.selectAll') }),
        }
      }
      columns={columns.map((column) => antColumn(column, order, isReversed))}
      showSorterTooltip={false}
      onChange={(_pages, _filters, sorter) => {
        const key = Array.isArray(sorter) ? undefined : sorter.columnKey;
        const next = columns.find((column) => column.key === key)?.order;
        if (next) onOrder(next);
      }}
    />
  );
}

export const Rows = memo(PlainRows) as typeof PlainRows;

/** A column for antd; its arrow shows the direction of the list's order. */
function antColumn<T>(column: Column<T>, order: string | undefined, isReversed = false): TableColumnType<T> {
  const { isNumber, order: own, isDescending, isOptional: _, render, ...rest } = column;
  const plain: TableColumnType<T> = {
    ...rest,
    align: isNumber ? 'right' : 'left',
    render: (_value, row) => render(row),
  };
  if (!own) return plain;
  const isFalling = Boolean(isDescending) !== (isReversed && own === order);
  const direction = isFalling ? 'descend' : 'ascend';
  const Arrow = isFalling ? ArrowDownOutlined : ArrowUpOutlined;
  return {
    ...plain,
    sorter: true,
    sortDirections: [direction, direction],
    sortOrder: own === order ? direction : null,
    sortIcon: () => <Arrow aria-hidden className={own === order ? styles.active : styles.arrow} />,
  };
}
