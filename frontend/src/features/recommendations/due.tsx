/** By when to order, and whether that is soon. */

import { useTranslation } from 'react-i18next';

import { Tag, type Tone } from '@/components/tag';
import { useFormat } from '@/lib/format';

const DAY_MS = 86_400_000;
const SOON_DAYS = 3;
const WEEK_DAYS = 7;

function toneOf(days: number): Tone {
  if (days <= SOON_DAYS) return 'bad';
  return days <= WEEK_DAYS ? 'warn' : 'neutral';
}

type Props = { day: string | null; daysOverdue: number; asOf: string | null };

/** `asOf` is the day that the recommendation was made for; `daysOverdue` is counted from today. */
export function Due({ day, daysOverdue, asOf }: Props) {
  const { t } = useTranslation('recommendations');
  const format = useFormat();
  if (daysOverdue > 0) return <Tag tone="bad">{t('due.overdue', { count: daysOverdue })}</Tag>;
  if (!day || !asOf) return <Tag>{format.date(day)}</Tag>;
  const days = Math.round((Date.parse(day) - Date.parse(asOf)) / DAY_MS);
  return <Tag tone={toneOf(days)}>{days <= 1 ? t('due.now') : t('due.by', { day: format.weekdayDate(day) })}</Tag>;
}
