import { expect, test } from 'vitest';

import { type Outcome, bestCompetitor, tuning, verdictOf } from './verdict';

function outcome(changes: Partial<Outcome>): Outcome {
  return {
    policy: 'MIN_MAX',
    parameters: '',
    serviceLevel: 0.98,
    plannedServiceLevel: null,
    demandUnits: 100,
    lostUnits: 2,
    orderCount: 5,
    lostMargin: '10.00',
    meanStockValue: '100.00',
    holdingCost: '20.00',
    orderingCost: '0.00',
    totalCost: '30.00',
    totalCostLow: '25.00',
    totalCostHigh: '36.00',
    costRatio: 0.9,
    costRatioLow: 0.8,
    costRatioHigh: 0.95,
    ...changes,
  };
}

test('ours is compared with the cheapest competitor, which is not ours', () => {
  const ours = outcome({ policy: 'RECOMMENDED', totalCost: '9.00', costRatio: null });
  const competitors = [outcome({ totalCost: '100.00' }), outcome({ policy: 'DAYS_OF_COVER', totalCost: '99.00' })];
  expect(bestCompetitor([ours, ...competitors])?.policy).toBe('DAYS_OF_COVER');
  expect(bestCompetitor([ours])).toBeNull();
});

test('a difference is reported only where the whole interval shows it', () => {
  expect(verdictOf(outcome({}))).toBe('cheaper');
  expect(verdictOf(outcome({ costRatioLow: 1.01, costRatioHigh: 1.2 }))).toBe('moreExpensive');
  expect(verdictOf(outcome({ costRatioLow: 0.7, costRatioHigh: 1.01 }))).toBe('even');
});

test('the numbers of a tuning are read from wordings that are known', () => {
  const known = 'average of 91 days, 10.5 days beyond lead and review time';
  expect(tuning(outcome({ parameters: `${known}, 7 days an order` }))).toEqual({ window: '91', safety: '10.5', cover: '7' });
  expect(tuning(outcome({ policy: 'DAYS_OF_COVER', parameters: known }))).toEqual({ window: '91', safety: '10.5', cover: '' });
  expect(tuning(outcome({ parameters: known }))).toBeNull();
  expect(tuning(outcome({ parameters: 'otherwise' }))).toBeNull();
});
