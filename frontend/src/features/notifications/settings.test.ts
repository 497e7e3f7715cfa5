import { expect, test } from 'vitest';

import { type Setting, channelsOf, inputOf, quietHours, quietSettings, settingOf, typesOf, withSettings } from './settings';

const make = (changes: Partial<Setting>): Setting => ({
  eventType: 'STOCKOUT_RISK',
  channel: 'EMAIL',
  isEnabled: true,
  isDigest: true,
  quietFrom: null,
  quietUntil: null,
  isDefault: true,
  ...changes,
});
const settings = [make({}), make({ channel: 'IN_APP', isDigest: false }), make({ channel: 'SLACK', isDigest: false }), make({ eventType: 'RUN_FAILED', isEnabled: false })];

test('types and channels are named once, in their order', () => {
  expect(typesOf(settings)).toEqual(['STOCKOUT_RISK', 'RUN_FAILED']);
  expect(channelsOf(settings)).toEqual(['EMAIL', 'IN_APP', 'SLACK']);
  expect(settingOf(settings, 'RUN_FAILED', 'SLACK')).toBeUndefined();
});

test('an input changes its own setting only', () => {
  const input = { ...inputOf(settings[0]!), isEnabled: false };
  const { notificationSettings } = withSettings({ notificationSettings: settings }, [input]);
  expect(notificationSettings.map(({ isEnabled, isDefault }) => [isEnabled, isDefault])).toEqual([
    [false, false],
    [true, true],
    [true, true],
    [false, true],
  ]);
});

test('quiet hours hold for what is sent, not for the list', () => {
  const inputs = quietSettings(settings, '22:00', '07:30');
  expect(inputs.map(({ channel }) => channel)).toEqual(['EMAIL', 'SLACK', 'EMAIL']);
  const changed = withSettings({ notificationSettings: settings }, inputs).notificationSettings;
  expect(quietHours(changed)).toEqual({ from: '22:00', until: '07:30' });
  expect(quietHours([...changed, make({ eventType: 'RUN_PUBLISHED' })])).toBe('mixed');
});
