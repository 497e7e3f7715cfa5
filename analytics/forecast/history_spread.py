"""The spread of demand as a SKU's own days and its category's show it, for forecasts not calibrated yet."""

from dataclasses import dataclass

import numpy as np

from analytics.core.arrays import Floats, Ints
from analytics.core.calendar import WEEK_DAYS
from analytics.forecast.baselines import SMOOTHING, periods
from analytics.forecast.panel import DemandPanel
from analytics.forecast.path import weekday_profile

LOOK_BACK_DAYS = 182
LEVEL_PERIODS = 28  # over so many periods the level counts as constant, so that trends do not look like noise
MIN_PERIODS = 7
ERROR_DAYS = 14
FIRST_ORIGIN_DAYS = 14
SMOOTHED_DAYS = 2 / SMOOTHING - 1  # days that a level smoothed so is worth
PRIOR_UNITS = 20.0  # weight of the category's noise, in units sold
PRIOR_FORTNIGHTS = 4.0  # weight of the category's drift, in independent fortnights
DEFAULT_NOISE = 1.0
DEFAULT_DRIFT = 0.2
DEFAULT_FORTNIGHTS = 0.5  # weight of the default among the SKUs of a category: it decides where nothing is known
MAX_ERROR = 1.0
MAX_ERROR_RATIO = 9.0  # a fortnight counts with at most three standard deviations of error, squared


@dataclass(frozen=True)
class HistorySpread:
    """Spread per SKU, shape (skus,): a total with mean m has variance noise·m + (error·m)²."""

    noise: Floats
    error: Floats


def history_spread(panel: DemandPanel, groups: Ints) -> HistorySpread:
    """Estimate the spread from the days before the forecast.

    The noise is the variance of days around the SKU's level of four weeks and its weekday profile, per unit of mean.
    The common error has two parts. A level smoothed over few days is itself uncertain: noise / (units a day · days
    that it is worth). And levels drift: by what the totals of past fortnights were off beyond noise and smoothing,
    when forecast by the smoothing that serves without a model, from every week. Noise and drift are drawn towards
    those of the SKU's category (the drift, whose squares scatter widely, towards the median), and these to the shop's.

    Args:
        panel: the shard.
        groups: number of each SKU's category, shape (skus,); -1 for SKUs that have none.

    Source:
        Davidian and Carroll (1987), Variance function estimation, doi:10.1080/01621459.1987.10478543; Hyndman et al.
        (2008), Forecasting with Exponential Smoothing, section 6.3 (what a smoothed level is worth); Gelman et al.
        (2013), Bayesian Data Analysis, section 2.4 (a prior's weight in observations).
    """
    noise = np.maximum(_shrunk_noise(panel, groups), DEFAULT_NOISE)
    every = np.arange(len(panel.ids))
    rate = _rate(panel, every, panel.days - 1)
    smoothing = np.divide(noise, rate * _worth(panel, every, panel.days - 1), out=np.zeros(len(rate)), where=rate > 0)
    error = np.sqrt(_shrunk_drift(panel, noise, groups) + smoothing)
    return HistorySpread(noise, np.minimum(error, MAX_ERROR))


def _rate(panel: DemandPanel, rows: Ints, origin: int) -> Floats:
    """Smoothed units a day up to an earlier day."""
    return np.asarray(panel.size[rows, origin] * panel.occurrence[rows, origin], dtype=np.float64)


def _worth(panel: DemandPanel, rows: Ints, origin: int) -> Floats:
    """Days that the smoothed level is worth."""
    return np.clip(origin - panel.first[rows] + 1, 1, SMOOTHED_DAYS).astype(np.float64)


def _shrunk_noise(panel: DemandPanel, groups: Ints) -> Floats:
    squares, units = _noise_terms(panel)
    shop = (squares.sum() + DEFAULT_NOISE * PRIOR_UNITS) / (units.sum() + PRIOR_UNITS)
    prior = np.full(len(squares), shop)
    for group in np.unique(groups[groups >= 0]):
        inside = groups == group
        prior[inside] = (squares[inside].sum() + shop * PRIOR_UNITS) / (units[inside].sum() + PRIOR_UNITS)
    return np.asarray((squares + prior * PRIOR_UNITS) / (units + PRIOR_UNITS))


def _noise_terms(panel: DemandPanel) -> tuple[Floats, Floats]:
    """Squared deviations of periods from what was expected of them (degrees of freedom regained), and units sold."""
    width = panel.market.interval_days
    demand, first = periods(panel, width)
    last = demand.shape[1]
    weight = _weights(panel, last, width)
    squares, units = np.zeros(len(demand)), np.zeros(len(demand))
    for end in range(last, max(last - LOOK_BACK_DAYS // width, 0), -LEVEL_PERIODS):
        begin = max(end - LEVEL_PERIODS, 0)
        alive = np.arange(begin, end) >= first[:, None]
        sold, expected = (np.where(alive, of[:, begin:end], 0.0) for of in (demand, weight))
        level = sold.sum(axis=1) / np.maximum(expected.sum(axis=1), 1e-9)
        number = alive.sum(axis=1)
        gained = np.where(number >= MIN_PERIODS, number / np.maximum(number - 1, 1), 0.0)
        squares += gained * ((sold - level[:, None] * expected) ** 2).sum(axis=1)
        units += np.where(number >= MIN_PERIODS, sold.sum(axis=1), 0.0)
    return squares, units


def _weights(panel: DemandPanel, count: int, width: int) -> Floats:
    """What a period sells in units of a mean one; 1 where a period is a week."""
    if width > 1:
        return np.ones((len(panel.ids), count))
    return weekday_profile(panel)[:, np.arange(count) % WEEK_DAYS] * WEEK_DAYS


def _shrunk_drift(panel: DemandPanel, noise: Floats, groups: Ints) -> Floats:
    """Squared drift of each SKU's level over a fortnight, as a share of the level."""
    found, weight = _drift_terms(panel, noise)
    shop = _median(found, weight, DEFAULT_DRIFT**2)
    prior = np.full(len(found), shop)
    for group in np.unique(groups[groups >= 0]):
        inside = groups == group
        prior[inside] = _median(found[inside], weight[inside], shop)
    return np.asarray((weight * found + PRIOR_FORTNIGHTS * prior) / (weight + PRIOR_FORTNIGHTS))


def _drift_terms(panel: DemandPanel, noise: Floats) -> tuple[Floats, Floats]:
    """Each SKU's squared drift, and how many independent fortnights it is worth.

    Errors of slow sellers are nearly all noise and say little about the rest: a fortnight's weight is the square
    of the share that the default drift would have in its variance.
    """
    every = np.arange(len(panel.ids))
    excess, scale, weight = (np.zeros(len(every)) for _ in range(3))
    since = max(panel.days - LOOK_BACK_DAYS, FIRST_ORIGIN_DAYS)
    for origin in range(panel.days - 1 - ERROR_DAYS, since - 1, -WEEK_DAYS):
        rows = every[panel.first <= origin - FIRST_ORIGIN_DAYS]
        mean = _rate(panel, rows, origin) * ERROR_DAYS
        ends = np.full(len(rows), origin)
        actual = panel.window("demand", rows, ends, ends + ERROR_DAYS)
        usual = noise[rows] * mean * (1 + ERROR_DAYS / _worth(panel, rows, origin))
        square = np.minimum((actual - mean) ** 2, MAX_ERROR_RATIO * (usual + (DEFAULT_DRIFT * mean) ** 2))
        signal = (DEFAULT_DRIFT * mean) ** 2
        share = np.divide(signal, signal + usual, out=np.zeros(len(rows)), where=mean > 0)
        excess[rows] += square - usual
        scale[rows] += mean**2
        weight[rows] += WEEK_DAYS / ERROR_DAYS * share**2
    found = np.divide(excess, scale, out=np.zeros(len(every)), where=scale > 0)
    return np.clip(found, 0.0, MAX_ERROR**2), weight


def _median(values: Floats, weight: Floats, default: float) -> float:
    """Weighted median, the default among the values."""
    values, weight = np.append(values, default), np.append(weight, DEFAULT_FORTNIGHTS)
    order = np.argsort(values)
    reached = np.cumsum(weight[order]) >= weight.sum() / 2
    return float(values[order][np.argmax(reached)])
