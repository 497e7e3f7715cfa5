import { ExperimentOutlined } from '@ant-design/icons';

import { forRole } from '@/components/for-role';
import { whenPublished } from '@/components/when-published';
import type { Feature } from '@/lib/feature';

export const policyBacktest: Feature = {
  name: 'policy-backtest',
  usesComponentTexts: true,
  routes: [{ path: 'policy-backtest', lazy: async () => ({ Component: forRole('MANAGER', 'page.policyBacktest', await whenPublished('policyBacktest', async () => (await import('./policy-backtest-page')).PolicyBacktestPage)) }) }],
  navigation: [
    { path: '/policy-backtest', label: 'page.policyBacktest', icon: ExperimentOutlined, group: 'understand', order: 20, role: 'MANAGER' },
  ],
};
