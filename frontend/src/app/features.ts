/** Every feature, registered once. */

import type { Feature } from '@/lib/feature';

import { anomalies } from '@/features/anomalies/routes';
import { audit } from '@/features/audit/routes';
import { dashboard } from '@/features/dashboard/routes';
import { forecasting } from '@/features/forecasting/routes';
import { identity } from '@/features/identity/routes';
import { ingestion } from '@/features/ingestion/routes';
import { notifications } from '@/features/notifications/routes';
import { pipeline } from '@/features/pipeline/routes';
import { planning } from '@/features/planning/routes';
import { policyBacktest } from '@/features/policy-backtest/routes';
import { purchasing } from '@/features/purchasing/routes';
import { recommendations } from '@/features/recommendations/routes';
import { skuWorkbench } from '@/features/sku-workbench/routes';
import { skus } from '@/features/skus/routes';

export const FEATURES: readonly Feature[] = [
  dashboard,
  skus,
  skuWorkbench,
  recommendations,
  purchasing,
  anomalies,
  forecasting,
  policyBacktest,
  notifications,
  planning,
  pipeline,
  ingestion,
  audit,
  identity,
];
