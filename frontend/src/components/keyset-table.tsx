/** A page of a keyset list: a table on wide windows, cards on narrow ones, with order, columns and the way to other pages. */

import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { RequestError } from '@/lib/errors';
import { useNewestRunId } from '@/lib/published-run';
import type { Paging } from '@/lib/url-state';

import { Rows, type RowsProps } from './keyset-rows';
import styles from './keyset-table.module.css';
import { Pager } from './pager';
import { Answered, EmptyState } from './states';

export type { Column } from './keyset-rows';

type ListPage<T> = { nodes: readonly T[]; runId?: string | null; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

type Props<D, T> = Omit<RowsProps<T>, 'rows' | 'onOrder' | 'chosen' | 'onChoose'> & {
  query: UseQueryResult<D>;
  select: (data: D) => ListPage<T>;
  empty: ReactNode;
  paging: Paging;
  total?: number;
  onOrder?: (order: string) => void;
  selection?: { keys: readonly string[]; onChange: (keys: string[], rows: T[]) => void };
};

export function KeysetTable<D, T extends object>({ query, select, empty, paging, total, onOrder, selection, ...props }: Props<D, T>) {
  const order = useLatest(onOrder);
  const choose = useLatest(selection?.onChange);
  const newestRunId = useNewestRunId();
  if (query.data === undefined && isExpired(query.error)) return <Expired paging={paging} />;
  return (
    <Answered query={query} rows={10}>
      {(data) => {
        const page = select(data);
        if (page.nodes.length === 0 && paging.isFirst) return empty;
        return (
          <div className={`${styles.frame} ${query.isPlaceholderData ? styles.waiting : ''}`} aria-busy={query.isFetching}>
            {!paging.isFirst && page.runId && newestRunId && page.runId !== newestRunId && <Older paging={paging} />}
            <Rows {...props} rows={page.nodes} onOrder={order} chosen={selection?.keys} onChoose={choose} />
            <Pager paging={paging} pageInfo={page.pageInfo} count={page.nodes.length} total={total} />
          </div>
        );
      }}
    </Answered>
  );
}

function isExpired(error: unknown): boolean {
  return error instanceof RequestError && error.code === 'LIST_EXPIRED';
}

/** In place of a page whose run is not kept any more. */
function Expired({ paging }: { paging: Paging }) {
  const { t } = useTranslation();
  return <EmptyState title={t('outcome.LIST_EXPIRED')} action={<Button onClick={paging.first}>{t('pager.first')}</Button>} />;
}

/** Above a page of a run that is not the newest one. */
function Older({ paging }: { paging: Paging }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      title={t('pager.older')}
      action={
        <Button size="small" onClick={paging.first}>
          {t('pager.first')}
        </Button>
      }
    />
  );
}

/** A stable handler that calls the latest function; for events only. */
function useLatest<A extends unknown[]>(handler: ((...given: A) => void) | undefined): (...given: A) => void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  return useCallback((...given: A) => latest.current?.(...given), []);
}
