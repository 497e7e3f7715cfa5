/** A page of a keyset list: a table on wide windows, cards on narrow ones, with order, columns and the way to other pages. */

import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Table, type TableColumnType, type TableRef } from 'antd';
import { type Key, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Paging } from '@/lib/url-state';
import { useNarrow } from '@/lib/use-narrow';

import styles from './keyset-table.module.css';
import { Pager } from './pager';
import { Answered } from './states';

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

type ListPage<T> = { nodes: readonly T[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

type Props<D, T> = {
  /** Read out as the table's name. */
  label: string;
  query: UseQueryResult<D>;
  select: (data: D) => ListPage<T>;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** What people call a row, for the names of its controls; absent: its key. */
  rowName?: (row: T) => string;
  /** What a narrow window shows of a row. */
  card: (row: T) => ReactNode;
  /** Cards at any width, laid out by this class. */
  cardsClassName?: string;
  empty: ReactNode;
  paging: Paging;
  total?: number;
  order?: string;
  onOrder?: (order: string) => void;
  selection?: { keys: readonly string[]; onChange: (keys: string[], rows: T[]) => void; isFixed?: (row: T) => boolean };
  rowClassName?: (row: T) => string;
};

export function KeysetTable<D, T extends object>(props: Props<D, T>) {
  const { query, select, empty, paging, total } = props;
  return (
    <Answered query={query} rows={10}>
      {(data) => {
        const page = select(data);
        if (page.nodes.length === 0 && paging.isFirst) return empty;
        return (
          <div className={`${styles.frame} ${query.isPlaceholderData ? styles.waiting : ''}`} aria-busy={query.isFetching}>
            <Rows {...props} rows={page.nodes} />
            <Pager paging={paging} pageInfo={page.pageInfo} count={page.nodes.length} total={total} />
          </div>
        );
      }}
    </Answered>
  );
}

function Rows<D, T extends object>({ rows, ...props }: Props<D, T> & { rows: readonly T[] }) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const table = useRef<TableRef>(null);
  // Keyboards must be able to scroll what does not fit.
  useEffect(() => table.current?.nativeElement.querySelector('.ant-table-content')?.setAttribute('tabindex', '0'));
  const { label, columns, rowKey, rowName = rowKey, card, cardsClassName, order, onOrder, selection, rowClassName } = props;
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
        selection && {
          selectedRowKeys: selection.keys as Key[],
          preserveSelectedRowKeys: true,
          onChange: (keys, chosen) => selection.onChange(keys.map(String), chosen),
          getCheckboxProps: (row) => ({
            'aria-label': t('table.select', { row: rowName(row) }),
            disabled: selection.isFixed?.(row) ?? false,
          }),
          getTitleCheckboxProps: () => ({ 'aria-label': t('table.selectAll') }),
        }
      }
      columns={columns.map((column) => shown(column, order))}
      showSorterTooltip={false}
      onChange={(_pages, _filters, sorter) => {
        const key = Array.isArray(sorter) ? undefined : sorter.columnKey;
        const chosen = columns.find((column) => column.key === key)?.order;
        if (chosen) onOrder?.(chosen);
      }}
    />
  );
}

/** Each order of the API runs one way: choosing it again keeps it. */
function shown<T>(column: Column<T>, order: string | undefined): TableColumnType<T> {
  const { isNumber, order: own, isDescending, isOptional: _, render, ...rest } = column;
  const plain: TableColumnType<T> = {
    ...rest,
    align: isNumber ? 'right' : 'left',
    render: (_value, row) => render(row),
  };
  if (!own) return plain;
  const direction = isDescending ? 'descend' : 'ascend';
  const Arrow = isDescending ? ArrowDownOutlined : ArrowUpOutlined;
  return {
    ...plain,
    sorter: true,
    sortDirections: [direction, direction],
    sortOrder: own === order ? direction : null,
    sortIcon: () => <Arrow aria-hidden className={own === order ? styles.active : styles.arrow} />,
  };
}
