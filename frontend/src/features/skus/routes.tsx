import { AppstoreOutlined } from '@ant-design/icons';

import { needsRun } from '@/components/needs-run';
import type { Feature } from '@/lib/feature';

export const skus: Feature = {
  name: 'skus',
  usesComponentTexts: true,
  routes: [{ path: 'skus', lazy: async () => ({ Component: needsRun('skus', (await import('./sku-list-page')).SkuListPage) }) }],
  navigation: [{ path: '/skus', label: 'page.skus', icon: AppstoreOutlined, group: 'watch', order: 20 }],
};
