/** Every feature, registered once. */

import type { Feature } from '@/lib/feature';

import { dashboard } from '@/features/dashboard/routes';

export const FEATURES: readonly Feature[] = [dashboard];
