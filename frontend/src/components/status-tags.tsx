/** Labels of the schema's enumerations. */

import { useTranslation } from 'react-i18next';

import type {
  AnomalyStatus,
  Lifecycle,
  PurchaseOrderState,
  RecommendationStatus,
  RunStatus,
  Severity,
  StockoutRisk,
  TrustGrade,
} from '@/generated/enums';

import { Tag, type Tone } from './tag';

const RISK: Record<StockoutRisk, Tone> = {
  STOCKED_OUT: 'bad',
  HIGH: 'high',
  MEDIUM: 'warn',
  LOW: 'good',
  UNKNOWN: 'neutral',
};
const SEVERITY: Record<Severity, Tone> = { CRITICAL: 'bad', HIGH: 'high', MEDIUM: 'warn', LOW: 'neutral' };
const ORDER: Record<PurchaseOrderState, Tone> = {
  DRAFT: 'neutral',
  PENDING: 'warn',
  APPROVED: 'accent',
  REJECTED: 'bad',
  COMPLETED: 'good',
  CANCELLED: 'neutral',
};
const RUN: Record<RunStatus, Tone> = { QUEUED: 'neutral', RUNNING: 'info', SUCCEEDED: 'good', FAILED: 'bad' };
const ANOMALY: Record<AnomalyStatus, Tone> = { OPEN: 'high', ACKNOWLEDGED: 'info', SNOOZED: 'neutral', RESOLVED: 'good' };
const TRUST: Record<TrustGrade, Tone> = { A: 'good', B: 'neutral', C: 'warn', D: 'bad' };
const RECOMMENDATION: Record<RecommendationStatus, Tone> = {
  OPEN: 'accent',
  ORDERED: 'good',
  DISMISSED: 'neutral',
  SUPERSEDED: 'neutral',
};

const LIFECYCLE: Record<Lifecycle, Tone> = {
  UPCOMING: 'info',
  NEW: 'info',
  ACTIVE: 'neutral',
  ENDING: 'warn',
  DISCONTINUED: 'neutral',
  NOT_STOCKED: 'neutral',
  DORMANT: 'neutral',
};

/** A label whose text is `common:<group>.<VALUE>`. */
function tagOf<T extends string>(group: string, tones: Record<T, Tone>) {
  return function StatusTag({ value }: { value: T }) {
    const { t } = useTranslation();
    const key: string = `${group}.${value}`;
    return <Tag tone={tones[value]}>{t(key)}</Tag>;
  };
}

export const RiskTag = tagOf('risk', RISK);
export const LifecycleTag = tagOf('lifecycle', LIFECYCLE);
export const SeverityTag = tagOf('severity', SEVERITY);
export const OrderStateTag = tagOf('orderState', ORDER);
export const RunStatusTag = tagOf('runStatus', RUN);
export const AnomalyStatusTag = tagOf('anomalyStatus', ANOMALY);
export const TrustTag = tagOf('trust', TRUST);
export const RecommendationStatusTag = tagOf('recommendationStatus', RECOMMENDATION);
