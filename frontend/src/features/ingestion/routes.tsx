import { InboxOutlined } from '@ant-design/icons';

import { forRole } from '@/components/for-role';
import type { Feature } from '@/lib/feature';

export const ingestion: Feature = {
  name: 'ingestion',
  usesComponentTexts: true,
  routes: [
    { path: 'imports', lazy: async () => ({ Component: forRole('MANAGER', 'page.ingestion', (await import('./batches-page')).BatchesPage) }) },
    { path: 'imports/rejected', lazy: async () => ({ Component: forRole('MANAGER', 'page.ingestion', (await import('./rejected-page')).RejectedPage) }) },
    { path: 'imports/codes', lazy: async () => ({ Component: forRole('MANAGER', 'page.ingestion', (await import('./codes-page')).CodesPage) }) },
    { path: 'imports/:id', lazy: async () => ({ Component: forRole('MANAGER', 'page.ingestion', (await import('./import-page')).ImportPage) }) },
  ],
  navigation: [{ path: '/imports', label: 'page.ingestion', icon: InboxOutlined, group: 'operate', order: 20, role: 'MANAGER' }],
};
