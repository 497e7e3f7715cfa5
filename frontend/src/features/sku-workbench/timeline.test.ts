import { expect, test } from 'vitest';

import { addDays, timeline } from './timeline';

test('quiet days are filled, and the forecast follows the last known day', () => {
  const day = {
    date: '2026-02-28',
    soldUnits: 3,
    returnedUnits: 0,
    netRevenue: '1',
    onHand: 0,
    isStockout: true,
    isPromotion: false,
    demandUnits: 5,
    demandReason: 'STOCKOUT_CORRECTED' as const,
  };
  const ahead = [{ targetDate: '2026-03-02', mean: 4, p10: 1, p50: 4, p90: 9 }];
  expect(timeline([day], ahead, '2026-02-27', '2026-03-01')).toEqual([
    { date: '2026-02-27', sold: 0, demand: 0, lost: 0, isStockout: false, isPromotion: false },
    { date: '2026-02-28', sold: 3, demand: 5, lost: 2, isStockout: true, isPromotion: false },
    { date: '2026-03-01', sold: 0, demand: 0, lost: 0, isStockout: false, isPromotion: false },
    { date: '2026-03-02', mean: 4, band: [1, 9] },
  ]);
});

test('days are added across months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
});
