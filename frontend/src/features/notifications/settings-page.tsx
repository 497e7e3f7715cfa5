/** Notification settings: types down, channels across. */

import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered } from '@/components/states';
import { NotificationSettingsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';

import { Matrix } from './matrix';
import { QuietHours } from './quiet-hours';
import { Tabs } from './tabs';
import { TestPanel } from './test-panel';
import { useSaveSettings } from './use-save-settings';

export function SettingsPage() {
  const { t } = useTranslation('notifications');
  const query = useGraphQLQuery(NotificationSettingsDocument, {});
  const save = useSaveSettings();
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      <Tabs />
      <Panel title={t('matrix.title')} note={t('matrix.note')} isFlush>
        <Answered query={query} rows={8}>
          {({ notificationSettings }) => <Matrix settings={notificationSettings} onChange={save} />}
        </Answered>
      </Panel>
      <Panel title={t('quiet.title')} note={t('quiet.note')}>
        <Answered query={query} rows={1}>
          {({ notificationSettings }) => <QuietHours settings={notificationSettings} onChange={save} />}
        </Answered>
      </Panel>
      <TestPanel />
    </Page>
  );
}
