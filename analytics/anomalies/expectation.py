"""What was expected of each SKU and day: the forecast made before it, else the SKU's own trailing level.

The trailing level of day d is the mean demand of the ordinary days (no promotion, no stock-out) up to eight days before
d, newer ones weighing more (half as much after three weeks), times the weekday factor of all SKUs. What is far above
the level of its own day counts as five times that level. It depends on nothing within the week before d, so that a
spike does not hide the next day's, and stays the same when later days become known. Since it knows nothing of
promotions, their days are not tested against it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.anomalies.dispersion import relative_variance, shape_weights
from analytics.anomalies.panel import LEVEL_HISTORY_DAYS, AnomalyPanel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Floats

HALF_LIFE_DAYS = 21.0
MAX_SHARE_OF_A_DAY, MAX_UNITS_MORE = 5.0, 5.0  # a day counts for so many times its level, and so many units, at most
SETTLED_DAYS = 5.0  # weighted days from which a level shows what is far above it
HALF_UNIT = 0.5  # Jeffreys: no sale in n days suggests a rate of about 1/(2n), not of zero
MIN_WEEKDAY_FACTOR, MIN_WEEKS = 0.05, 6
ADVERTISED_UNCERTAINTY = 0.6  # relative error of the level on days that are advertised: how well it works is not known


@dataclass(frozen=True)
class Expectation:
    """Expected units a day with their spread (`v * mean + (c * mean)**2`), SKU x day; NaN where there is none.

    `is_testable`: a p-value can be computed for that day. `is_forecast`: it comes from a forecast made before the day.
    `is_testable_below`, `noise_share_below`: as above, for fewer sales than expected. Promotions and advertising only
    add, so that the level of ordinary days is the least that is expected of theirs.
    `shapes`: how uneven the SKU's days are, weights of `dispersion.SHAPES`, SKU x shape.
    """

    mean: Floats
    variance_ratio: Floats
    noise_share: Floats
    is_testable: Bools
    is_forecast: Bools
    is_testable_below: Bools
    noise_share_below: Floats
    shapes: Floats


def expectation(panel: AnomalyPanel, settings: AnomalySettings) -> Expectation:
    """Take the past forecast where there is one, else the trailing level."""
    is_forecast = ~np.isnan(panel.forecast_mean)
    is_ordinary = ~np.isnan(panel.demand) & ~panel.is_stockout & ~panel.is_promotion & ~panel.is_oddly_priced
    level = _level(panel, is_ordinary, settings)
    mean = np.where(is_forecast, panel.forecast_mean, level.mean)
    is_in_sight = (np.arange(panel.days.size) >= panel.days.size - settings.evaluated_days)[None, :]
    is_known = (is_ordinary & level.is_settled) | (is_forecast & ~panel.is_stockout & ~np.isnan(panel.demand))
    shapes = shape_weights(panel.demand, mean, is_known & ~is_in_sight, settings.drift)
    uneven = relative_variance(shapes)[:, None]
    noise = 1 + level.mean * uneven
    error = noise / np.maximum(level.units, HALF_UNIT)  # relative variance of the level itself
    uncertainty = np.where(panel.is_advertised, ADVERTISED_UNCERTAINTY**2, 0.0)
    is_testable_below = (is_forecast | level.is_settled) & ~np.isnan(panel.sold) & ~panel.is_discontinued
    return Expectation(
        mean=mean,
        variance_ratio=np.where(is_forecast, panel.forecast_variance_ratio, noise),
        noise_share=np.where(is_forecast, panel.forecast_noise_share, np.sqrt(error + settings.drift**2 + uncertainty)),
        is_testable=is_testable_below & (is_forecast | (~panel.is_promotion & ~panel.is_oddly_priced)),
        is_forecast=is_forecast,
        is_testable_below=is_testable_below & (is_forecast | ~panel.is_oddly_priced | panel.is_promotion),
        noise_share_below=np.where(is_forecast, panel.forecast_noise_share, np.sqrt(error + settings.drift**2)),
        shapes=shapes,
    )


class _Level(NamedTuple):
    """Units a day, the (weighted) units that it rests on, and whether there are enough ordinary days; SKU x day."""

    mean: Floats
    units: Floats
    is_settled: Bools


def _level(panel: AnomalyPanel, is_ordinary: Bools, settings: AnomalySettings) -> _Level:
    demand = np.where(is_ordinary, panel.demand, 0.0)
    factor = _weekday_factor(demand, settings.window_days)
    lag = settings.window_days + 1
    days = trailing_sum(is_ordinary.astype(np.float64), LEVEL_HISTORY_DAYS, lag=lag)
    units, weight = np.zeros_like(demand), np.zeros_like(demand)
    decay = 0.5 ** (1 / HALF_LIFE_DAYS)
    for day in range(lag, demand.shape[1]):
        past = day - lag
        usual = (units[:, day - 1] + HALF_UNIT) / np.maximum(weight[:, day - 1], 1e-9) * factor[past]
        most = np.where(weight[:, day - 1] >= SETTLED_DAYS, MAX_SHARE_OF_A_DAY * usual + MAX_UNITS_MORE, np.inf)
        units[:, day] = decay * units[:, day - 1] + np.minimum(demand[:, past], most)
        weight[:, day] = decay * weight[:, day - 1] + is_ordinary[:, past] * factor[past]
    units = units + HALF_UNIT
    mean = np.where(weight > 0, units / np.where(weight > 0, weight, 1.0), np.nan) * factor[None, :]
    return _Level(mean, units, days >= settings.minimum_history_days)


def _weekday_factor(demand: Floats, lag_days: int) -> Floats:
    """Typical total of the weekday over that of all weekdays, over all SKUs and the trailing weeks; one value per day.

    Typical is the median of the eight weeks, so that one exceptional day does not count; with sales in fewer than six
    of them it would be that of no sales at all, and all weekdays count the same.
    """
    padded = np.concatenate([np.zeros(LEVEL_HISTORY_DAYS + lag_days), demand.sum(axis=0)])
    past = np.lib.stride_tricks.sliding_window_view(padded, LEVEL_HISTORY_DAYS)[: demand.shape[1]]
    weeks = past.reshape(len(past), -1, 7)
    by_weekday = np.median(weeks, axis=1)
    total = by_weekday.sum(axis=1)
    is_known = (total > 0) & ((weeks.sum(axis=2) > 0).sum(axis=1) >= MIN_WEEKS)
    factor = np.where(is_known, 7 * by_weekday[:, lag_days % 7] / np.where(total > 0, total, 1.0), 1.0)
    return np.asarray(np.maximum(factor, MIN_WEEKDAY_FACTOR))


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
