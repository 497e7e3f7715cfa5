import { AppstoreOutlined } from '@ant-design/icons';

import { whenPublished } from '@/components/when-published';
import type { Feature } from '@/lib/feature';

export const skus: Feature = {
  name: 'skus',
  usesComponentTexts: true,
  routes: [{ path: 'skus', lazy: async () => ({ Component: await whenPublished('skus', async () => (await import('./sku-list-page')).SkuListPage) }) }],
  navigation: [{ path: '/skus', label: 'page.skus', icon: AppstoreOutlined, group: 'watch', order: 20 }],
};
