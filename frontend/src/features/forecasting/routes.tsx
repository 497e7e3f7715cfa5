import { AimOutlined } from '@ant-design/icons';

import { needsRun } from '@/components/needs-run';
import type { Feature } from '@/lib/feature';

export const forecasting: Feature = {
  name: 'forecasting',
  usesComponentTexts: true,
  routes: [{ path: 'forecast-accuracy', lazy: async () => ({ Component: needsRun('forecasting', (await import('./accuracy-page')).AccuracyPage) }) }],
  navigation: [{ path: '/forecast-accuracy', label: 'page.forecasting', icon: AimOutlined, group: 'understand', order: 10 }],
};
