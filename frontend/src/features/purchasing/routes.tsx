import { FileDoneOutlined } from '@ant-design/icons';

import { whenPublished } from '@/components/when-published';
import type { Feature } from '@/lib/feature';

const newForm = async () => ({ Component: await whenPublished('newOrder', async () => (await import('./order-form-page')).OrderFormPage) });
const form = async () => ({ Component: (await import('./order-form-page')).OrderFormPage });

export const purchasing: Feature = {
  name: 'purchasing',
  usesComponentTexts: true,
  routes: [
    { path: 'purchase-orders', lazy: async () => ({ Component: (await import('./orders-page')).OrdersPage }) },
    { path: 'purchase-orders/new', lazy: newForm },
    { path: 'purchase-orders/:id', lazy: async () => ({ Component: (await import('./order-page')).OrderPage }) },
    { path: 'purchase-orders/:id/edit', lazy: form },
  ],
  navigation: [{ path: '/purchase-orders', label: 'page.purchasing', icon: FileDoneOutlined, group: 'decide', order: 20 }],
};
