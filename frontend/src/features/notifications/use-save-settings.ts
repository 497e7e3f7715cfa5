import { useQueryClient } from '@tanstack/react-query';

import { useAction } from '@/components/use-action';
import { type NotificationSettingInput, type NotificationSettingsQuery, UpdateNotificationSettingsDocument } from '@/generated/graphql';

import { withSettings } from './settings';

const SETTINGS = 'NotificationSettings';

/** Save settings: in view at once, and undone if the server refuses. */
export function useSaveSettings() {
  const client = useQueryClient();
  const { run } = useAction(
    (settings: NotificationSettingInput[], mutate) => mutate(UpdateNotificationSettingsDocument, { settings }, 'NotificationSettings'),
    {
      reload: [SETTINGS],
      onStart: async (settings) => {
        await client.cancelQueries({ queryKey: [SETTINGS] });
        client.setQueriesData<NotificationSettingsQuery>({ queryKey: [SETTINGS] }, (data) => data && withSettings(data, settings));
      },
    },
  );
  return run;
}
