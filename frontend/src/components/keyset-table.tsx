/** A page of a keyset list: a table on wide windows, cards on narrow ones, with order, columns and the way to other pages. */

import type { UseQueryResult } from '@tanstack/react-query';
import { Table, type TableColumnType } from 'antd';
import type { Key, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Paging } from '@/lib/url-state';
import { useNarrow } from '@/lib/use-narrow';

import styles from './keyset-table.module.css';
import { Pager } from './pager';
import { SortHeader } from './sort-header';
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
  /** What a narrow window shows of a row. */
  card: (row: T) => ReactNode;
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
          <div className={query.isPlaceholderData ? styles.waiting : undefined} aria-busy={query.isFetching}>
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
  const { label, columns, rowKey, card, order, onOrder, selection, rowClassName } = props;
  if (isNarrow) {
    return (
      <ul className={styles.cards} aria-label={label}>
        {rows.map((row) => (
          <li key={rowKey(row)}>{card(row)}</li>
        ))}
      </ul>
    );
  }
  return (
    <Table<T>
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
            'aria-label': t('table.select', { row: rowKey(row) }),
            disabled: selection.isFixed?.(row) ?? false,
          }),
          getTitleCheckboxProps: () => ({ 'aria-label': t('table.selectAll') }),
        }
      }
      columns={columns.map((column) => shown(column, order, onOrder))}
    />
  );
}

function shown<T>(column: Column<T>, order: string | undefined, onOrder: ((order: string) => void) | undefined): TableColumnType<T> {
  const { isNumber, order: own, isDescending, isOptional: _, title, render, ...rest } = column;
  const isActive = own !== undefined && own === order;
  return {
    ...rest,
    align: isNumber ? 'right' : 'left',
    render: (_value, row) => render(row),
    title:
      own && onOrder ? (
        <SortHeader title={title} isActive={isActive} isDescending={isDescending ?? false} onSort={() => onOrder(own)} />
      ) : (
        title
      ),
    onHeaderCell: () => (isActive ? { 'aria-sort': isDescending ? 'descending' : 'ascending' } : {}),
  };
}
