import { ControlOutlined } from '@ant-design/icons';

import { forRole } from '@/components/for-role';
import type { Feature } from '@/lib/feature';

export const planning: Feature = {
  name: 'planning',
  routes: [{ path: 'planning', lazy: async () => ({ Component: forRole('MANAGER', 'page.planning', (await import('./planning-page')).PlanningPage) }) }],
  navigation: [{ path: '/planning', label: 'page.planning', icon: ControlOutlined, group: 'decide', order: 40, role: 'MANAGER' }],
};
