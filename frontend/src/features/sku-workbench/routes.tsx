import type { Feature } from '@/lib/feature';

export const skuWorkbench: Feature = {
  name: 'sku-workbench',
  usesComponentTexts: true,
  routes: [{ path: 'skus/:code', lazy: async () => ({ Component: (await import('./workbench-page')).WorkbenchPage }) }],
};
