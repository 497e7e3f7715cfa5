/** States in place of rows or figures: loading, empty, or an error with a way to retry. */

import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText, errorTitle } from '@/lib/error-text';
import { ForbiddenError } from '@/lib/errors';

import styles from './states.module.css';

type BlankProps = { title: string; text?: ReactNode; action?: ReactNode; isAlert?: boolean };

function Blank({ title, text, action, isAlert = false }: BlankProps) {
  return (
    <div className={styles.blank} role={isAlert ? 'alert' : 'status'}>
      <span className={isAlert ? styles.alertMark : styles.mark} aria-hidden="true" />
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

export function EmptyState(props: Omit<BlankProps, 'isAlert'>) {
  return <Blank {...props} />;
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { i18n, t } = useTranslation();
  const canRetry = onRetry && !(error instanceof ForbiddenError);
  return (
    <Blank
      isAlert
      title={errorTitle(i18n, error)}
      text={errorText(i18n, error)}
      action={canRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
    />
  );
}

export function LoadingState({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.loading} role="status" aria-label={t('state.loading')}>
      <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />
    </div>
  );
}

type Query<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/** The content of a query with data; otherwise its loading or error state. */
export function Answered<T>({ query, rows, children }: { query: Query<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <LoadingState rows={rows} />;
  return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
