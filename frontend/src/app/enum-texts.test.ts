import { expect, test } from 'vitest';

import * as enums from '@/generated/enums';
import { LANGUAGES } from '@/lib/i18n';

import { loadTexts } from './messages';

/** Enumerations that pages show, with the texts of their values in `common` or `components`. */
const GROUPS = {
  risk: enums.StockoutRiskValues,
  severity: enums.SeverityValues,
  orderState: enums.PurchaseOrderStateValues,
  runStatus: enums.RunStatusValues,
  anomalyStatus: enums.AnomalyStatusValues,
  anomalyType: enums.AnomalyTypeValues,
  trust: enums.TrustGradeValues,
  recommendationStatus: enums.RecommendationStatusValues,
  lifecycle: enums.LifecycleValues,
  demandClass: enums.DemandClassValues,
  overrideReason: enums.OverrideReasonValues,
  waterfall: enums.WaterfallKeyValues,
  runError: enums.RunErrorCodeValues,
  importStatus: enums.ImportStatusValues,
  rejectionReason: enums.RejectionReasonValues,
  role: enums.RoleValues,
};

test.each(LANGUAGES)('every value of an enumeration has a text in %s', async (language) => {
  const texts = Object.assign({}, await loadTexts(language, 'common'), await loadTexts(language, 'components')) as Record<string, Record<string, string>>;
  const missing = Object.entries(GROUPS).flatMap(([group, values]) =>
    values.filter((value) => !texts[group]?.[value]).map((value) => `${group}.${value}`),
  );
  expect(missing).toEqual([]);
});
