import { BellOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const notifications: Feature = {
  name: 'notifications',
  routes: [
    { path: 'notifications', lazy: async () => ({ Component: (await import('./notifications-page')).NotificationsPage }) },
    { path: 'notifications/settings', lazy: async () => ({ Component: (await import('./settings-page')).SettingsPage }) },
    { path: 'notifications/deliveries', lazy: async () => ({ Component: (await import('./deliveries-page')).DeliveriesPage }) },
  ],
  navigation: [{ path: '/notifications', label: 'page.notifications', icon: BellOutlined, group: 'watch', order: 40 }],
};
