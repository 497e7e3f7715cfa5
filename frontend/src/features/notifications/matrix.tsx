/** A switch for each type and channel; for e-mail also whether it waits for the daily digest. */

import { Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import type { NotificationSettingInput } from '@/generated/graphql';

import styles from './notifications.module.css';
import { type Setting, channelsOf, inputOf, settingOf, typesOf } from './settings';

type Props = { settings: readonly Setting[]; onChange: (settings: NotificationSettingInput[]) => Promise<unknown> };

export function Matrix({ settings, onChange }: Props) {
  const { t } = useTranslation('notifications');
  const channels = channelsOf(settings);
  return (
    <div className={styles.scroll} role="region" aria-label={t('matrix.title')} tabIndex={0}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('matrix.event')}</th>
            {channels.map((channel) => (
              <th key={channel} scope="col">
                {t(`channel.${channel}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {typesOf(settings).map((eventType) => (
            <tr key={eventType}>
              <th scope="row">
                {t(`event.${eventType}`)}
                <small>{t(`about.${eventType}`)}</small>
              </th>
              {channels.map((channel) => {
                const setting = settingOf(settings, eventType, channel);
                return <td key={channel}>{setting && <Cell setting={setting} onChange={onChange} />}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ setting, onChange }: { setting: Setting; onChange: Props['onChange'] }) {
  const { t } = useTranslation('notifications');
  const { eventType, channel, isEnabled, isDigest } = setting;
  const name = t('matrix.cell', { event: t(`event.${eventType}`), channel: t(`channel.${channel}`) });
  const save = (changes: Partial<NotificationSettingInput>) => void onChange([{ ...inputOf(setting), ...changes }]);
  return (
    <span className={styles.cell}>
      <Switch size="small" checked={isEnabled} aria-label={name} onChange={(checked) => save({ isEnabled: checked })} />
      {channel === 'EMAIL' && isEnabled && (
        <Select
          size="small"
          variant="filled"
          popupMatchSelectWidth={false}
          aria-label={t('matrix.when', { name })}
          value={isDigest ? 'digest' : 'now'}
          options={[
            { value: 'now', label: t('matrix.now') },
            { value: 'digest', label: t('matrix.digest') },
          ]}
          onChange={(value) => save({ isDigest: value === 'digest' })}
        />
      )}
    </span>
  );
}
