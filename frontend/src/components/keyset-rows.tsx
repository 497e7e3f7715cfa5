/** The rows of a page of a list. They are many: they are drawn again only when they, or what is chosen of them, change. */

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
  /** The list's order that this column shows, if there is one; the heading then switches to it. */
  order?: string;
  /** Whether that order runs downwards. */
  isDescending?: boolean;
  /** Numbers stand at the right. */
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
  /** What people call a row, for the names of its controls; absent: its key. */
  rowName?: (row: T) => string;
  /** What a narrow window shows of a row. */
  card: (row: T) => ReactNode;
  /** Cards at any width, laid out by this class. */
  cardsClassName?: string;
  order?: string;
  /** Whether the order runs the other way round; absent: it can't, and choosing it again keeps it. */
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
  // Keyboards must be able to scroll what does not fit.
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
      columns={columns.map((column) => shown(column, order, isReversed))}
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

/** Each order of the API has its usual way, and some can be turned round. */
function shown<T>(column: Column<T>, order: string | undefined, isReversed = false): TableColumnType<T> {
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
