/** The last day of the data, its age, and whether that is too old. */

import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ShellQuery } from '@/generated/graphql';
import { useFormat } from '@/lib/format';
import { useNarrow } from '@/lib/use-narrow';

import styles from './header.module.css';

type Props = { run: ShellQuery['publishedRun']; freshness: ShellQuery['dataFreshness'] };

export function Freshness({ run, freshness }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const isNarrow = useNarrow();
  if (!run?.publishedAt || !freshness) return <span className={styles.freshness}>{t('freshness.none')}</span>;
  const { dataUntil, ageDays: count, state } = freshness;
  const day = isNarrow ? format.shortDate(dataUntil) : t('freshness.dataUntil', { day: format.date(dataUntil) });
  // In a narrow window there is no room for this; the note below the header says that the data is outdated.
  const age = isNarrow && state === 'STALE' ? 'LATE' : state;
  const published = t('freshness.published', { at: format.dateTime(run.publishedAt), ago: format.ago(run.publishedAt) });
  return (
    <Tooltip title={`${t(`freshness.detail.${state}`, { count })} ${published}`}>
      <span className={styles.freshness} data-state={state}>
        <span className={styles.dot} aria-hidden />
        {day}
        {age !== 'FRESH' && <> · {t(`freshness.state.${age}`, { count })}</>}
      </span>
    </Tooltip>
  );
}
