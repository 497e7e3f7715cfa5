/** Settings as a matrix, and the inputs that change them. */

import type { NotificationChannel, NotificationType } from '@/generated/enums';
import type { NotificationSettingInput, NotificationSettingsQuery, SettingFragment } from '@/generated/graphql';

export type Setting = SettingFragment;

const sameKey = (one: Pick<Setting, 'eventType' | 'channel'>, other: Pick<Setting, 'eventType' | 'channel'>) =>
  one.eventType === other.eventType && one.channel === other.channel;

export const typesOf = (settings: readonly Setting[]): NotificationType[] => [...new Set(settings.map(({ eventType }) => eventType))];
export const channelsOf = (settings: readonly Setting[]): NotificationChannel[] => [...new Set(settings.map(({ channel }) => channel))];

export function settingOf(settings: readonly Setting[], eventType: NotificationType, channel: NotificationChannel): Setting | undefined {
  return settings.find((setting) => sameKey(setting, { eventType, channel }));
}

export function inputOf({ eventType, channel, isEnabled, isDigest, quietFrom, quietUntil }: Setting): NotificationSettingInput {
  return { eventType, channel, isEnabled, isDigest, quietFrom, quietUntil };
}

/** The settings as they will be, to be shown before the server has answered. */
export function withSettings(data: NotificationSettingsQuery, changed: readonly NotificationSettingInput[]): NotificationSettingsQuery {
  const notificationSettings = data.notificationSettings.map((setting) => {
    const input = changed.find((one) => sameKey(one, setting));
    return input ? { ...setting, ...input, isDefault: false, isDigest: input.isDigest ?? false, quietFrom: input.quietFrom ?? null, quietUntil: input.quietUntil ?? null } : setting;
  });
  return { notificationSettings };
}

/** Times of day: 22:30 from the pickers, with seconds from the server. */
export const minutes = (time: string | null): string | null => time?.slice(0, 5) ?? null;

/** The quiet hours that hold for all that is sent, if they are the same everywhere; else `mixed`. */
export function quietHours(settings: readonly Setting[]): { from: string | null; until: string | null } | 'mixed' {
  const sent = settings.filter(({ channel }) => channel !== 'IN_APP');
  const [first] = sent;
  if (!first) return { from: null, until: null };
  const isSame = sent.every(({ quietFrom, quietUntil }) => quietFrom === first.quietFrom && quietUntil === first.quietUntil);
  return isSame ? { from: minutes(first.quietFrom), until: minutes(first.quietUntil) } : 'mixed';
}

export function quietSettings(settings: readonly Setting[], from: string | null, until: string | null): NotificationSettingInput[] {
  const sent = settings.filter(({ channel }) => channel !== 'IN_APP');
  return sent.map((setting) => inputOf({ ...setting, quietFrom: from, quietUntil: until }));
}
