import { DashboardOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const dashboard: Feature = {
  name: 'dashboard',
  routes: [{ index: true, lazy: async () => ({ Component: (await import('./dashboard-page')).DashboardPage }) }],
  navigation: [{ path: '/', label: 'page.dashboard', icon: DashboardOutlined, group: 'watch', order: 10 }],
};
