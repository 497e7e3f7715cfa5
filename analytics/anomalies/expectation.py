"""What was expected of each SKU and day: the forecast made before it, else the SKU's own trailing level.

The trailing level of day d is the mean demand of the ordinary days (no promotion, no stock-out) among the 56 days that
end seven days before d, times the weekday factor of all SKUs over the same days. It depends on nothing within the
week before d, so that a spike does not hide the next day's, and stays the same when later days become known. Since it
knows nothing of promotions, their days are not tested against it.
"""

from dataclasses import dataclass

import numpy as np

from analytics.anomalies.panel import LEVEL_HISTORY_DAYS, Bools, Panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.replenishment.inputs import Floats

HALF_UNIT = 0.5  # Jeffreys: no sale in n days speaks of a rate of about 1/(2n), not of zero
LEAST_WEEKDAY_FACTOR = 0.05
PRIOR_SELLING_DAYS = 5  # selling days that the typical dispersion of all SKUs weighs


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
    is_ordinary = ~np.isnan(panel.demand) & ~panel.is_stockout & ~panel.is_promotion
    demand = np.where(is_ordinary, panel.demand, 0.0)
    days, units, squares, selling_days = (
        trailing_sum(values.astype(np.float64), LEVEL_HISTORY_DAYS, lag=settings.window_days + 1)
        for values in (is_ordinary, demand, demand**2, demand > 0)
    )
    has_history = days > 0
    level = np.where(has_history, (units + HALF_UNIT) / np.maximum(days, 1), np.nan)
    v = _dispersion(days, units, squares, selling_days)
    error = v / np.maximum(units + HALF_UNIT, HALF_UNIT)  # relative variance of the level itself
    return Expectation(
        mean=level * _weekday_factor(demand, settings.window_days),
        v=v,
        c=np.sqrt(error + settings.drift**2),
        is_testable=(days >= settings.minimum_history_days) & ~panel.is_promotion,
        is_forecast=np.zeros_like(is_ordinary),
    )


def _dispersion(days: Floats, units: Floats, squares: Floats, selling_days: Floats) -> Floats:
    """Variance over mean of daily demand, at least 1, shrunk to the median SKU by the number of selling days."""
    mean = units / np.maximum(days, 1)
    spread = np.maximum(squares - days * mean**2, 0) / np.maximum(days - 1, 1)
    own = np.where(units > 0, spread / np.where(units > 0, mean, 1.0), 1.0)
    typical = column_median(np.where(selling_days >= PRIOR_SELLING_DAYS, own, np.nan), default=1.0)
    shrunk = (selling_days * own + PRIOR_SELLING_DAYS * typical) / (selling_days + PRIOR_SELLING_DAYS)
    return np.asarray(np.maximum(shrunk, 1.0))


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
