import { NodeIndexOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

export const pipeline: Feature = {
  name: 'pipeline',
  usesComponentTexts: true,
  routes: [{ path: 'runs', lazy: async () => ({ Component: (await import('./runs-page')).RunsPage }) }],
  navigation: [{ path: '/runs', label: 'page.pipeline', icon: NodeIndexOutlined, group: 'operate', order: 10 }],
};
