"""What was expected of each SKU and day: the forecast made before it, else the SKU's own trailing level.

The trailing level of day d is the mean demand of the ordinary days (no promotion, no stock-out) among the 56 days that
end seven days before d, times the weekday factor of all SKUs over the same days. It depends on nothing within the
week before d, so that a spike does not hide the next day's, and stays the same when later days become known. Since it
knows nothing of promotions, their days are not tested against it.
"""

from dataclasses import dataclass

import numpy as np

from analytics.anomalies.panel import LEVEL_HISTORY_DAYS, SPREAD_HISTORY_DAYS, Bools, Panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.replenishment.inputs import Floats

HALF_UNIT = 0.5  # Jeffreys: no sale in n days speaks of a rate of about 1/(2n), not of zero
LEAST_WEEKDAY_FACTOR = 0.05
PRIOR_DAYS = 7  # days that the typical unevenness of all SKUs weighs
TYPICAL_UNEVENNESS = 0.5  # where nothing is known: a gamma rate of shape two
ADVERTISED_DOUBT = 0.6  # relative error of the level on days that are advertised: how well it works is not known


@dataclass(frozen=True)
class Expectation:
    """Expected units a day with their spread (`v * mean + (c * mean)**2`), SKU x day; NaN where there is none.

    `is_testable`: surprise can be measured on that day. `is_forecast`: it comes from a forecast made before the day.
    """

    mean: Floats
    v: Floats
    c: Floats
    is_testable: Bools
    is_forecast: Bools


def expectation(panel: Panel, settings: AnomalySettings) -> Expectation:
    """Take the past forecast where there is one, else the trailing level."""
    level = _trailing_level(panel, settings)
    is_forecast = ~np.isnan(panel.forecast_mean)
    return Expectation(
        mean=np.where(is_forecast, panel.forecast_mean, level.mean),
        v=np.where(is_forecast, panel.forecast_v, level.v),
        c=np.where(is_forecast, panel.forecast_c, level.c),
        is_testable=np.where(is_forecast, True, level.is_testable) & ~np.isnan(panel.sold) & ~panel.is_discontinued,
        is_forecast=is_forecast,
    )


def _trailing_level(panel: Panel, settings: AnomalySettings) -> Expectation:
    is_ordinary = ~np.isnan(panel.demand) & ~panel.is_stockout & ~panel.is_promotion & ~panel.is_oddly_priced
    demand = np.where(is_ordinary, panel.demand, 0.0)
    lag = settings.window_days + 1
    days, units = (
        trailing_sum(values.astype(np.float64), LEVEL_HISTORY_DAYS, lag=lag) for values in (is_ordinary, demand)
    )
    mean = np.where(days > 0, (units + HALF_UNIT) / np.maximum(days, 1), np.nan)
    mean = mean * _weekday_factor(demand, settings.window_days)
    is_known = is_ordinary & (days >= settings.minimum_history_days)
    uneven = _unevenness(np.where(is_known, panel.demand, 0.0), np.where(is_known, mean, 0.0), lag)
    error = (1 + mean * uneven) / np.maximum(units + HALF_UNIT, HALF_UNIT)  # relative variance of the level itself
    return Expectation(
        mean=mean,
        v=1 + mean * uneven,
        c=np.sqrt(error + settings.drift**2 + np.where(panel.is_advertised, ADVERTISED_DOUBT**2, 0.0)),
        is_testable=(days >= settings.minimum_history_days) & ~panel.is_promotion & ~panel.is_oddly_priced,
        is_forecast=np.zeros_like(is_ordinary),
    )


def _unevenness(demand: Floats, mean: Floats, lag: int) -> Floats:
    """Relative variance of a day's rate beyond Poisson's: E[(y - m)**2 - m] / E[m**2], shrunk to the median SKU.

    It is measured on half a year of days against what was expected of each, so that what the level misses (seasons,
    waves) counts too.
    """
    excess = (demand - mean) ** 2 - mean
    above, below, squares = (
        trailing_sum(part, SPREAD_HISTORY_DAYS, lag)
        for part in (np.maximum(excess, 0), np.maximum(-excess, 0), mean**2)
    )
    has_any = squares > 0
    own = np.where(has_any, np.maximum(above - below, 0) / np.where(has_any, squares, 1.0), np.nan)
    known = trailing_sum((mean > 0).astype(np.float64), SPREAD_HISTORY_DAYS, lag)
    typical = column_median(np.where(known >= PRIOR_DAYS, own, np.nan), default=TYPICAL_UNEVENNESS)
    weight = known * np.minimum(squares / np.maximum(known, 1), 1.0)  # rare sellers tell less
    return np.asarray((weight * np.nan_to_num(own) + PRIOR_DAYS * typical) / (weight + PRIOR_DAYS))


def _weekday_factor(demand: Floats, lag_days: int) -> Floats:
    """Typical total of the weekday over that of all weekdays, over all SKUs and the trailing weeks; one value per day.

    Typical is the median of the eight weeks, so that one exceptional day does not count.
    """
    padded = np.concatenate([np.zeros(LEVEL_HISTORY_DAYS + lag_days), demand.sum(axis=0)])
    past = np.lib.stride_tricks.sliding_window_view(padded, LEVEL_HISTORY_DAYS)[: demand.shape[1]]
    by_weekday = np.median(past.reshape(len(past), -1, 7), axis=1)
    total = by_weekday.sum(axis=1)
    factor = np.where(total > 0, 7 * by_weekday[:, lag_days % 7] / np.where(total > 0, total, 1.0), 1.0)
    return np.asarray(np.maximum(factor, LEAST_WEEKDAY_FACTOR))


def column_median(values: Floats, default: float) -> Floats:
    """Median of each column without its NaN; `default` where a column has no number."""
    ordered = np.sort(values, axis=0)  # NaN sorts to the end
    count = (~np.isnan(values)).sum(axis=0)
    last = max(len(values) - 1, 0)
    columns = np.arange(values.shape[1])
    low = ordered[np.clip((count - 1) // 2, 0, last), columns] if len(values) else np.full(values.shape[1], np.nan)
    high = ordered[np.clip(count // 2, 0, last), columns] if len(values) else low
    return np.where(count > 0, (low + high) / 2, default)


def rate_of(expected: Expectation) -> Floats:
    """Expected units a day over a whole week, free of the weekday; unknown counts as nothing."""
    return trailing_sum(np.nan_to_num(expected.mean), 7) / 7
