import { InboxOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const ingestion: Feature = {
  name: 'ingestion',
  routes: [
    { path: 'imports', lazy: async () => ({ Component: (await import('./batches-page')).BatchesPage }) },
    { path: 'imports/rejected', lazy: async () => ({ Component: (await import('./rejected-page')).RejectedPage }) },
  ],
  navigation: [{ path: '/imports', label: 'page.ingestion', icon: InboxOutlined, group: 'operate', order: 20, role: 'MANAGER' }],
};
