import { AlertOutlined } from '@ant-design/icons';

import { whenPublished } from '@/components/when-published';
import type { Feature } from '@/lib/feature';

export const anomalies: Feature = {
  name: 'anomalies',
  usesComponentTexts: true,
  routes: [{ path: 'anomalies', lazy: async () => ({ Component: await whenPublished('anomalies', async () => (await import('./anomalies-page')).AnomaliesPage) }) }],
  navigation: [{ path: '/anomalies', label: 'page.anomalies', icon: AlertOutlined, group: 'watch', order: 30 }],
};
