/** Sends a test notification on a channel, whatever the settings say. */

import { SendOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { useAction } from '@/components/use-action';
import { type NotificationChannel, NotificationChannelValues } from '@/generated/enums';
import { SendTestNotificationDocument } from '@/generated/graphql';
import { hasRole, useCaller } from '@/lib/caller';
import { OutcomeError } from '@/lib/errors';

import styles from './notifications.module.css';

/** The company's channels; only administrators may test them. */
const COMPANY: ReadonlySet<NotificationChannel> = new Set(['SLACK', 'WEBHOOK']);

export function TestPanel() {
  const { t } = useTranslation('notifications');
  const isAdmin = hasRole(useCaller(), 'ADMIN');
  const { run, isPending, input } = useAction(
    (channel: NotificationChannel, mutate) => mutate(SendTestNotificationDocument, { channel }, 'TestNotification'),
    {
      done: t('test.sent'),
      reload: ['NotificationDeliveries'],
      onError: (error) => (error instanceof OutcomeError && error.typename === 'TestTooSoon' ? t('test.tooSoon') : undefined),
    },
  );
  return (
    <Panel title={t('test.title')} note={t('test.note')} actions={<Link to="/notifications/deliveries">{t('test.log')}</Link>}>
      <div className={styles.quiet}>
        {NotificationChannelValues.filter((channel) => isAdmin || !COMPANY.has(channel)).map((channel) => (
          <Button
            key={channel}
            icon={<SendOutlined aria-hidden />}
            loading={isPending && input === channel}
            disabled={isPending}
            onClick={() => void run(channel)}
          >
            {t('test.send', { channel: t(`channel.${channel}`) })}
          </Button>
        ))}
      </div>
    </Panel>
  );
}
