/** Every feature, registered once. */

import type { Feature } from '@/lib/feature';

import { dashboard } from '@/features/dashboard/routes';
import { recommendations } from '@/features/recommendations/routes';
import { skuWorkbench } from '@/features/sku-workbench/routes';
import { skus } from '@/features/skus/routes';

export const FEATURES: readonly Feature[] = [dashboard, skus, skuWorkbench, recommendations];
