import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { type NotificationSettingInput, type NotificationSettingsQuery, UpdateNotificationSettingsDocument } from '@/generated/graphql';
import { useGraphQLMutation } from '@/lib/api';
import { errorText } from '@/lib/error-text';
import { succeeded } from '@/lib/errors';

import { withWishes } from './settings';

const KEY = ['NotificationSettings'];

/** Keep wishes: in view at once, and taken back if the server does not agree. */
export function useKeep(): (wishes: NotificationSettingInput[]) => Promise<void> {
  const { i18n } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const { mutateAsync } = useGraphQLMutation(UpdateNotificationSettingsDocument);
  return async (wishes) => {
    await client.cancelQueries({ queryKey: KEY });
    client.setQueriesData<NotificationSettingsQuery>({ queryKey: KEY }, (data) => data && withWishes(data, wishes));
    try {
      const { updateNotificationSettings } = await mutateAsync({ input: { settings: wishes } });
      succeeded(updateNotificationSettings, 'UpdateNotificationSettingsSuccess');
    } catch (error) {
      void message.error(errorText(i18n, error));
    }
    await client.invalidateQueries({ queryKey: KEY });
  };
}
