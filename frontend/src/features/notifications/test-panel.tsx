/** Tries a channel, whatever the settings say. */

import { SendOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { useMessage } from '@/components/use-message';
import { type NotificationChannel, NotificationChannelValues } from '@/generated/enums';
import { SendTestNotificationDocument } from '@/generated/graphql';
import { useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { OutcomeError, succeeded } from '@/lib/errors';
import { reaches, useViewer } from '@/lib/viewer';

import styles from './notifications.module.css';

/** Channels of the company, which only administrators try. */
const COMPANY: ReadonlySet<NotificationChannel> = new Set(['SLACK', 'WEBHOOK']);

export function TestPanel() {
  const { i18n, t } = useTranslation('notifications');
  const message = useMessage();
  const client = useQueryClient();
  const isAdmin = reaches(useViewer(), 'ADMIN');
  const { mutateAsync, isPending, variables } = useGraphQLMutation(SendTestNotificationDocument);
  const send = async (channel: NotificationChannel) => {
    try {
      const { sendTestNotification } = await mutateAsync({ input: { channel } });
      succeeded(sendTestNotification, 'SendTestNotificationSuccess');
      void message.success(t('test.sent'));
      await client.invalidateQueries({ queryKey: ['NotificationDeliveries'] });
    } catch (error) {
      const isSoon = error instanceof OutcomeError && error.typename === 'TestTooSoon';
      void message.error(isSoon ? t('test.tooSoon') : errorText(i18n, error));
    }
  };
  return (
    <Panel title={t('test.title')} note={t('test.note')} actions={<Link to="/notifications/deliveries">{t('test.log')}</Link>}>
      <div className={styles.quiet}>
        {NotificationChannelValues.filter((channel) => isAdmin || !COMPANY.has(channel)).map((channel) => (
          <Button
            key={channel}
            icon={<SendOutlined aria-hidden />}
            loading={isPending && variables?.input.channel === channel}
            disabled={isPending}
            onClick={() => void send(channel)}
          >
            {t('test.send', { channel: t(`channel.${channel}`) })}
          </Button>
        ))}
      </div>
    </Panel>
  );
}
