/** Up to which day the figures know, and whether that is longer ago than a night should take. */

import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ShellQuery } from '@/generated/graphql';
import { useFormat } from '@/lib/format';
import { useNarrow } from '@/lib/use-narrow';

import styles from './header.module.css';

/** One night and the better part of a day: a night has been missed. */
const STALE_HOURS = 36;
const HOUR_MS = 3_600_000;

const isOlder = (instant: string, hours: number) => Date.now() - Date.parse(instant) > hours * HOUR_MS;

export function Freshness({ run }: { run: ShellQuery['publishedRun'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isNarrow = useNarrow();
  if (!run?.publishedAt) return <span className={styles.freshness}>{t('freshness.none')}</span>;
  const isStale = isOlder(run.publishedAt, STALE_HOURS);
  const day = isNarrow ? format.shortDate(run.logicalDate) : format.date(run.logicalDate);
  const details = t(isStale ? 'freshness.stale' : 'freshness.fresh', {
    at: format.dateTime(run.publishedAt),
    ago: format.ago(run.publishedAt),
  });
  return (
    <Tooltip title={details}>
      <span className={`${styles.freshness} ${isStale ? styles.stale : ''}`}>
        <span className={styles.dot} aria-hidden />
        {isNarrow ? day : t('freshness.asOf', { day })}
      </span>
    </Tooltip>
  );
}
