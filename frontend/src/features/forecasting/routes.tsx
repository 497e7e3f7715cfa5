import { AimOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const forecasting: Feature = {
  name: 'forecasting',
  routes: [{ path: 'forecast-accuracy', lazy: async () => ({ Component: (await import('./accuracy-page')).AccuracyPage }) }],
  navigation: [{ path: '/forecast-accuracy', label: 'page.forecasting', icon: AimOutlined, group: 'understand', order: 10 }],
};
