import { AlertOutlined } from '@ant-design/icons';

import { needsRun } from '@/components/needs-run';
import type { Feature } from '@/lib/feature';

export const anomalies: Feature = {
  name: 'anomalies',
  usesComponentTexts: true,
  routes: [{ path: 'anomalies', lazy: async () => ({ Component: needsRun('anomalies', (await import('./anomalies-page')).AnomaliesPage) }) }],
  navigation: [{ path: '/anomalies', label: 'page.anomalies', icon: AlertOutlined, group: 'watch', order: 30 }],
};
