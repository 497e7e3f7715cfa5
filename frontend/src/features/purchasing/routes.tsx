import { FileDoneOutlined } from '@ant-design/icons';

import type { Feature } from '@/lib/feature';

const form = async () => ({ Component: (await import('./order-form-page')).OrderFormPage });

export const purchasing: Feature = {
  name: 'purchasing',
  usesComponentTexts: true,
  routes: [
    { path: 'purchase-orders', lazy: async () => ({ Component: (await import('./orders-page')).OrdersPage }) },
    { path: 'purchase-orders/new', lazy: form },
    { path: 'purchase-orders/:id', lazy: async () => ({ Component: (await import('./order-page')).OrderPage }) },
    { path: 'purchase-orders/:id/edit', lazy: form },
  ],
  navigation: [{ path: '/purchase-orders', label: 'page.purchasing', icon: FileDoneOutlined, group: 'decide', order: 20 }],
};
