"""Features of a SKU as of a past or present day, for the total of the days that follow.

Every demand feature is divided by the SKU's own scale (units a day), so that one model serves SKUs of any size.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, Ints
from analytics.core.calendar import WEEK_DAYS, YEAR_DAYS
from analytics.forecast.panel import DECAYS, PEAK_DAYS, DemandPanel

WINDOWS = (1, 3, 7, 14, 28, 56, 91, 182, 364)
MIN_SCALE_DAYS = 14
MIN_SCALE = 1 / 91
NEVER_SOLD_DAYS = 999.0
SEASON_PRIOR = 0.02
WEEKS = 13
ORDER_WINDOWS = (7, 14, 28, 56, 91)
WEEK_NAMES = ("week_median_4", "week_median_8", "week_median_13", "week_low_13", "week_high_13", "week_max_13")

GROUPS: Mapping[str, tuple[str, ...]] = {
    "RECENT_SALES": (
        *(f"rolling_mean_{days}" for days in WINDOWS),
        *(f"sales_share_{days}" for days in WINDOWS if days >= MIN_SCALE_DAYS),
        "rolling_cv_28",
        "rolling_cv_91",
        "rolling_cv_364",
        "size",
        "occurrence",
        "days_since_sale",
        "age_days",
        "log_scale",
        *WEEK_NAMES,
        *(f"rolling_max_{days}" for days in PEAK_DAYS),
        *(f"orders_{days}" for days in ORDER_WINDOWS),
        "order_size",
        "order_count_28",
    ),
    "BASELINES": (*(f"exponentially_weighted_mean_{decay}" for decay in DECAYS), "tsb"),
    "SEASON": (
        "last_year",
        "last_year_level",
        "last_year_ratio",
        "last_year_wide",
        "last_year_wide_ratio",
        "market_last_year_ratio",
        "market_week_ratio",
        "market_month_ratio",
        "year_sin_1",
        "year_cos_1",
        "year_sin_2",
        "year_cos_2",
        "weekday",
        "holiday_days",
    ),
    "SIMILAR_SKUS": ("similar_week_ratio", "similar_month_ratio", "similar_last_year_ratio"),
    "PRICE_PROMOTION": (
        "log_price",
        "price_change",
        "discount_28",
        "promotion_share",
        "promotion_share_28",
        "discount_ahead",
    ),
    "STOCK": ("stockout_share_28", "stockout_share_91"),
    "ADS": ("ads_7", "ads_28"),
    "RETURNS": ("return_rate_91",),
    "OTHER": ("horizon_days",),
}
NAMES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)


def scale_of(panel: DemandPanel, rows: Ints, origins: Ints) -> Floats:
    """Units a day that a SKU sells around an origin: the mean of its 28- and 91-day levels, never zero."""
    age = origins - panel.first[rows] + 1

    def level(days: int) -> Floats:
        return np.asarray(panel.window("demand", rows, origins - days, origins) / np.clip(age, MIN_SCALE_DAYS, days))

    return np.maximum(0.5 * level(91) + 0.5 * level(28), MIN_SCALE)


def features(panel: DemandPanel, rows: Ints, origins: Ints, horizons: Ints) -> tuple[pd.DataFrame, Floats]:
    """Features of (SKU, origin, horizon) triples; nothing after the origin is read but what is known ahead.

    Args:
        panel: the shard.
        rows: row numbers in the panel, shape (n,).
        origins: column of the last known day, shape (n,).
        horizons: days of the total that follows, shape (n,).

    Returns:
        A frame with the columns NAMES (float32), and the scale in units a day, shape (n,).
    """
    scale = scale_of(panel, rows, origins)
    columns = {
        **_recent(panel, rows, origins, scale),
        **_weeks(panel, rows, origins, scale),
        **_orders(panel, rows, origins, scale),
        **_similar_skus(panel, rows, origins, horizons),
        **_season(panel, rows, origins, horizons, scale),
        **_offer(panel, rows, origins, horizons, scale),
        "horizon_days": horizons.astype(np.float64),
    }
    return pd.DataFrame({name: columns[name].astype(np.float32) for name in NAMES}), scale


def _recent(panel: DemandPanel, rows: Ints, origins: Ints, scale: Floats) -> dict[str, Floats]:
    age = origins - panel.first[rows] + 1
    found: dict[str, Floats] = {"age_days": age.astype(np.float64), "log_scale": np.log(scale)}
    for days in WINDOWS:
        known = np.clip(age, 1, days)
        mean = panel.window("demand", rows, origins - days, origins) / known
        found[f"rolling_mean_{days}"] = mean / scale
        found[f"sales_share_{days}"] = panel.window("sales_days", rows, origins - days, origins) / known
        variance = panel.window("square", rows, origins - days, origins) / known - mean**2
        found[f"rolling_cv_{days}"] = np.sqrt(np.maximum(variance, 0.0)) / np.maximum(mean, 1e-3)
    for decay in DECAYS:
        found[f"exponentially_weighted_mean_{decay}"] = panel.levels[f"{decay}"][rows, origins] / scale
    size = panel.size[rows, origins].astype(np.float64)
    occurrence = panel.occurrence[rows, origins].astype(np.float64)
    last = panel.last_sale[rows, origins]
    return found | {
        "size": size / scale,
        "occurrence": occurrence,
        "tsb": size * occurrence / scale,
        "days_since_sale": np.where(last >= 0, origins - last, NEVER_SOLD_DAYS),
    }


def _weeks(panel: DemandPanel, rows: Ints, origins: Ints, scale: Floats) -> dict[str, Floats]:
    """What a usual week is, whatever a single bulk order made of the mean; and the biggest days."""
    weeks = np.full((len(rows), WEEKS), np.nan)
    for back in range(WEEKS):
        until = origins - WEEK_DAYS * back
        is_whole = until - WEEK_DAYS >= panel.first[rows] - 1
        weeks[is_whole, back] = panel.window("demand", rows, until - WEEK_DAYS, until)[is_whole]
    weeks /= WEEK_DAYS * scale[:, None]
    recent = {f"week_median_{count}": _quantile(weeks[:, :count], 0.5) for count in (4, 8)}
    usual = {
        "week_low_13": _quantile(weeks, 0.25),
        "week_median_13": _quantile(weeks, 0.5),
        "week_high_13": _quantile(weeks, 0.75),
        "week_max_13": _quantile(weeks, 1.0),
    }
    peaks = {f"rolling_max_{days}": panel.peaks[days][rows, origins] / scale for days in PEAK_DAYS}
    return recent | usual | peaks


def _quantile(values: Floats, level: float) -> Floats:
    """Quantile of each row's known values (NaN where none is), linear between neighbours."""
    ordered = np.sort(values, axis=1)  # unknown ones come last
    count = np.isfinite(values).sum(axis=1)
    place = level * np.maximum(count - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    each = np.arange(len(values))
    share = place - below
    return np.asarray((1 - share) * ordered[each, below] + share * ordered[each, above])


def _orders(panel: DemandPanel, rows: Ints, origins: Ints, scale: Floats) -> dict[str, Floats]:
    """Levels by the number of orders: units a day if every order had the usual size."""
    age = origins - panel.first[rows] + 1
    count = panel.window("orders", rows, origins - ORDER_WINDOWS[-1], origins)
    size = (panel.window("demand", rows, origins - ORDER_WINDOWS[-1], origins) + 1) / (count + 1)
    found = {
        f"orders_{days}": panel.window("orders", rows, origins - days, origins) / np.clip(age, 1, days) * size / scale
        for days in ORDER_WINDOWS
    }
    return found | {"order_size": size / scale, "order_count_28": panel.window("orders", rows, origins - 28, origins)}


def _similar_skus(panel: DemandPanel, rows: Ints, origins: Ints, horizons: Ints) -> dict[str, Floats]:
    def mean(after: Ints, until: Ints) -> Floats:
        return np.asarray(panel.window("similar_skus", rows, after, until) / (until - after))

    month = mean(origins - 28, origins)
    then = mean(origins - YEAR_DAYS - 28, origins - YEAR_DAYS)
    known = origins - YEAR_DAYS - 28 >= 0
    return {
        "similar_week_ratio": _ratio(mean(origins - 7, origins), month),
        "similar_month_ratio": _ratio(month, mean(origins - 91, origins)),
        "similar_last_year_ratio": np.where(
            known, _ratio(mean(origins - YEAR_DAYS, origins - YEAR_DAYS + horizons), then), np.nan
        ),
    }


def _season(panel: DemandPanel, rows: Ints, origins: Ints, horizons: Ints, scale: Floats) -> dict[str, Floats]:
    first = panel.first[rows]

    def mean_last_year(before: int, after: Ints | int, min_start: int) -> Floats:
        begin, end = origins - YEAR_DAYS - before, origins - YEAR_DAYS + after
        mean = panel.window("demand", rows, begin, end) / (end - begin)
        return np.where(origins - YEAR_DAYS - min_start >= first, mean, np.nan)

    same = mean_last_year(0, horizons, 0)
    wide = mean_last_year(14, horizons + 14, 14)
    level = mean_last_year(28, 0, 28)
    quarter = mean_last_year(91, 0, 91)
    middle = pd.DatetimeIndex(pd.Timestamp(panel.start) + pd.to_timedelta(origins + horizons // 2, unit="D"))
    angle = 2 * np.pi * middle.dayofyear.to_numpy() / 365.25
    weekday = (pd.Timestamp(panel.start).dayofweek + origins) % WEEK_DAYS
    return {
        "last_year": same / scale,
        "last_year_level": level / scale,
        "last_year_ratio": (same + SEASON_PRIOR) / (level + SEASON_PRIOR),
        "last_year_wide": wide / scale,
        "last_year_wide_ratio": (wide + SEASON_PRIOR) / (quarter + SEASON_PRIOR),
        "year_sin_1": np.sin(angle),
        "year_cos_1": np.cos(angle),
        "year_sin_2": np.sin(2 * angle),
        "year_cos_2": np.cos(2 * angle),
        "weekday": weekday.astype(np.float64),
        "holiday_days": panel.market_window("holiday", origins, origins + horizons),
        **_market(panel, origins, horizons),
    }


def _market(panel: DemandPanel, origins: Ints, horizons: Ints) -> dict[str, Floats]:
    def mean(after: Ints, until: Ints) -> Floats:
        return panel.market_window("demand", after, until) / (until - after)

    month = mean(origins - 28, origins)
    then = mean(origins - YEAR_DAYS - 28, origins - YEAR_DAYS)
    ahead = mean(origins - YEAR_DAYS, origins - YEAR_DAYS + horizons)
    known = origins - YEAR_DAYS - 28 >= 0
    return {
        "market_last_year_ratio": np.where(known, _ratio(ahead, then), np.nan),
        "market_week_ratio": _ratio(mean(origins - 7, origins), month),
        "market_month_ratio": _ratio(month, mean(origins - 91, origins)),
    }


def _offer(panel: DemandPanel, rows: Ints, origins: Ints, horizons: Ints, scale: Floats) -> dict[str, Floats]:
    def share(name: str, days: int) -> Floats:
        return np.asarray(panel.window(name, rows, origins - days, origins) / days)

    price = panel.price[rows, origins]
    before = panel.price[rows, np.maximum(origins - 28, 0)]
    sold = panel.window("demand", rows, origins - 91, origins)
    return {
        "log_price": np.log(np.maximum(price, 0.01)),
        "price_change": price / np.maximum(before, 0.01),
        "discount_28": share("discount", 28),
        "promotion_share_28": share("promotion", 28),
        "promotion_share": panel.window("promotion", rows, origins, origins + horizons) / horizons,
        "discount_ahead": panel.window("discount", rows, origins, origins + horizons) / horizons,
        "stockout_share_28": share("stockout", 28),
        "stockout_share_91": share("stockout", 91),
        "ads_7": np.log1p(share("ads", 7) / scale),
        "ads_28": np.log1p(share("ads", 28) / scale),
        "return_rate_91": _ratio(panel.window("returns", rows, origins - 91, origins), sold),
    }


def _ratio(top: Floats, bottom: Floats) -> Floats:
    ratio: Floats = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    return ratio
