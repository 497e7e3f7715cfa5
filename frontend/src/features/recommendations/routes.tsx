import { BulbOutlined } from '@ant-design/icons';

import { whenPublished } from '@/components/when-published';
import type { Feature } from '@/lib/feature';

export const recommendations: Feature = {
  name: 'recommendations',
  usesComponentTexts: true,
  routes: [
    {
      path: 'recommendations',
      lazy: async () => ({ Component: await whenPublished('recommendations', async () => (await import('./recommendations-page')).RecommendationsPage) }),
    },
    { path: 'recommendations/budget', lazy: async () => ({ Component: await whenPublished('budget', async () => (await import('./budget-page')).BudgetPage) }) },
  ],
  navigation: [
    { path: '/recommendations', label: 'page.recommendations', icon: BulbOutlined, group: 'decide', order: 10 },
  ],
};
