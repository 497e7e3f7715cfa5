/** When the stock ends: a day, or that it has ended already. */

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import type { StockoutRisk } from '@/generated/enums';

import { useFormat } from './format';

type Stock = { stockoutRisk: StockoutRisk | null; depletionDate: string | null };

export function useDepletionText(): (stock: Stock) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    ({ stockoutRisk, depletionDate }) => (stockoutRisk === 'STOCKED_OUT' ? t('depleted.now') : format.weekdayDate(depletionDate)),
    [t, format],
  );
}
