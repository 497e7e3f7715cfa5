import { BulbOutlined } from '@ant-design/icons';

import { needsRun } from '@/components/needs-run';
import type { Feature } from '@/lib/feature';

export const recommendations: Feature = {
  name: 'recommendations',
  usesComponentTexts: true,
  routes: [
    {
      path: 'recommendations',
      lazy: async () => ({ Component: needsRun('recommendations', (await import('./recommendations-page')).RecommendationsPage) }),
    },
    { path: 'recommendations/budget', lazy: async () => ({ Component: needsRun('budget', (await import('./budget-page')).BudgetPage) }) },
  ],
  navigation: [
    { path: '/recommendations', label: 'page.recommendations', icon: BulbOutlined, group: 'decide', order: 10 },
  ],
};
