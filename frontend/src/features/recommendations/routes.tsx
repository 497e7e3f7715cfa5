import { BulbOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const recommendations: Feature = {
  name: 'recommendations',
  usesComponentTexts: true,
  routes: [
    {
      path: 'recommendations',
      lazy: async () => ({ Component: (await import('./recommendations-page')).RecommendationsPage }),
    },
    { path: 'recommendations/budget', lazy: async () => ({ Component: (await import('./budget-page')).BudgetPage }) },
  ],
  navigation: [
    { path: '/recommendations', label: 'page.recommendations', icon: BulbOutlined, group: 'decide', order: 10 },
  ],
};
