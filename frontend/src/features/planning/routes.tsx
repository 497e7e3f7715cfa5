import { ControlOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const planning: Feature = {
  name: 'planning',
  routes: [{ path: 'planning', lazy: async () => ({ Component: (await import('./planning-page')).PlanningPage }) }],
  navigation: [{ path: '/planning', label: 'page.planning', icon: ControlOutlined, group: 'decide', order: 40, role: 'MANAGER' }],
};
