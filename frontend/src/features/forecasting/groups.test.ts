import { expect, test } from 'vitest';

import { type Accuracy, type Held, byClass, byHorizon, byMethod, intervals, reliability } from './groups';

function row(changes: Partial<Accuracy>): Accuracy {
  return {
    source: 'PUBLISHED',
    horizonDays: 7,
    totals: 10,
    firstOrigin: '2026-05-01',
    lastOrigin: '2026-06-01',
    demandClass: null,
    model: null,
    wape: 0.4,
    modelWape: 0.4,
    naiveWape: 0.5,
    valueAdded: 0.2,
    bias: 0,
    coverage: 0.8,
    ...changes,
  };
}

function held(changes: Partial<Held>): Held {
  return { horizonDays: 7, demandClass: null, level: 'P50', nominal: 0.5, actual: 0.5, totals: 10, ...changes };
}

test('ours is what served in published forecasts, and the model over all its days in backtests', () => {
  const published = [row({ horizonDays: 30 }), row({}), row({ model: 'LIGHTGBM', wape: 0.3 }), row({ demandClass: 'LUMPY' })];
  expect(byHorizon(published).map(({ horizonDays, wape }) => [horizonDays, wape])).toEqual([
    [7, 0.4],
    [30, 0.4],
  ]);
  const backtests = [row({ source: 'BACKTEST', model: 'TSB' }), row({ source: 'BACKTEST', wape: 0.3 })];
  expect(byHorizon(backtests).map(({ wape }) => wape)).toEqual([0.3]);
});

test('classes stand in the order of the schema, and those without demand are left out', () => {
  const rows = [row({ demandClass: 'LUMPY' }), row({ demandClass: 'SMOOTH' }), row({ demandClass: 'DORMANT', wape: null })];
  expect(byClass(rows, 7).map(({ demandClass }) => demandClass)).toEqual(['SMOOTH', 'LUMPY']);
  expect(byClass(rows, 14)).toEqual([]);
});

test('methods on the same totals stand by what they add, those that can not be compared last', () => {
  const rows = [
    row({ model: 'SES', valueAdded: 0.1, totals: 10 }),
    row({ model: 'DISCONTINUED', valueAdded: null, totals: 30 }),
    row({ model: 'LIGHTGBM', valueAdded: 0.3, totals: 20 }),
    row({ valueAdded: 0.9 }),
  ];
  const backtests = rows.map((one): Accuracy => Object.assign({}, one, { source: 'BACKTEST' }));
  expect(byMethod(backtests, 7).map(({ model }) => model)).toEqual(['LIGHTGBM', 'SES', 'DISCONTINUED']);
  expect(byMethod(rows, 7).map(({ model }) => model)).toEqual(['DISCONTINUED', 'LIGHTGBM', 'SES']); // of unlike totals
});

test('a promise is compared with what held, by horizon and over all SKUs only', () => {
  const promises = [
    held({ level: 'P90', nominal: 0.9, actual: 0.88 }),
    held({ horizonDays: 30, actual: 0.6 }),
    held({ actual: 0.45 }),
    held({ actual: 0.1, demandClass: 'LUMPY' }),
    held({ level: 'INTERVAL_80', nominal: 0.8, actual: 0.79 }),
  ];
  expect(reliability(promises)).toEqual([
    { nominal: 0.5, '7': 0.45, '30': 0.6 },
    { nominal: 0.9, '7': 0.88 },
  ]);
});

test('intervals of all SKUs stand above those of a class', () => {
  const promises = [
    held({ level: 'INTERVAL_80', demandClass: 'ERRATIC' }),
    held({ level: 'INTERVAL_80' }),
    held({ level: 'INTERVAL_80', horizonDays: 14 }),
    held({}),
  ];
  expect(intervals(promises, 7).map(({ demandClass }) => demandClass)).toEqual([null, 'ERRATIC']);
});
