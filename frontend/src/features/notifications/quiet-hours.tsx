/** Hours in which nothing is sent; they hold for all types at once. */

import { Button, TimePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { NotificationSettingInput } from '@/generated/graphql';

import styles from './notifications.module.css';
import { type Setting, quietHours, quietSettings } from './settings';

type Props = { settings: readonly Setting[]; onChange: (settings: NotificationSettingInput[]) => Promise<unknown> };

const asDay = (time: string | null): Dayjs | null => (time ? dayjs(`2000-01-01T${time}`) : null);

export function QuietHours({ settings, onChange }: Props) {
  const { t } = useTranslation('notifications');
  const present = quietHours(settings);
  const isMixed = present === 'mixed';
  const [chosen, setChosen] = useState<[string | null, string | null] | null>(null);
  const [from, until] = chosen ?? (isMixed ? [null, null] : [present.from, present.until]);
  const save = async (start: string | null, end: string | null) => {
    await onChange(quietSettings(settings, start, end));
    setChosen(null);
  };
  return (
    <div className={styles.quiet}>
      <TimePicker
        format="HH:mm"
        minuteStep={5}
        aria-label={t('quiet.from')}
        placeholder={t('quiet.from')}
        value={asDay(from)}
        onChange={(time) => setChosen([time?.format('HH:mm') ?? null, until])}
      />
      <span aria-hidden>–</span>
      <TimePicker
        format="HH:mm"
        minuteStep={5}
        aria-label={t('quiet.until')}
        placeholder={t('quiet.until')}
        value={asDay(until)}
        onChange={(time) => setChosen([from, time?.format('HH:mm') ?? null])}
      />
      <Button type="primary" disabled={!chosen || !from || !until || from === until} onClick={() => void save(from, until)}>
        {t('common:action.save')}
      </Button>
      {(isMixed || present.from) && <Button onClick={() => void save(null, null)}>{t('quiet.none')}</Button>}
      {isMixed && <span className={styles.soft}>{t('quiet.mixed')}</span>}
    </div>
  );
}
