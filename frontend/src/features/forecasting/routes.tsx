import { AimOutlined } from '@ant-design/icons';

import { whenPublished } from '@/components/when-published';
import type { Feature } from '@/lib/feature';

export const forecasting: Feature = {
  name: 'forecasting',
  usesComponentTexts: true,
  routes: [{ path: 'forecast-accuracy', lazy: async () => ({ Component: await whenPublished('forecasting', async () => (await import('./accuracy-page')).AccuracyPage) }) }],
  navigation: [{ path: '/forecast-accuracy', label: 'page.forecasting', icon: AimOutlined, group: 'understand', order: 10 }],
};
