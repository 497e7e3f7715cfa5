import { AuditOutlined } from '@ant-design/icons';

import { forRole } from '@/components/for-role';
import type { Feature } from '@/lib/feature';

export const audit: Feature = {
  name: 'audit',
  routes: [{ path: 'audit', lazy: async () => ({ Component: forRole('MANAGER', 'page.audit', (await import('./audit-page')).AuditPage) }) }],
  navigation: [{ path: '/audit', label: 'page.audit', icon: AuditOutlined, group: 'operate', order: 30, role: 'MANAGER' }],
};
