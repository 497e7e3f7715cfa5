"""From totals to days: a daily path whose sums are the totals, by the weekday profile of SKU and market."""

import numpy as np

from analytics.core.arrays import Floats
from analytics.core.calendar import WEEK_DAYS
from analytics.forecast.panel import DemandPanel

PROFILE_DAYS = 182
PRIOR_UNITS = 60.0


def weekday_profile(panel: DemandPanel) -> Floats:
    """Share of a week's demand on each weekday (columns: days since the panel's start, modulo 7).

    The SKU's own profile of the last 182 days, shrunk towards the market's with the weight of 60 units.

    Returns:
        Shape (skus, 7), rows sum to 1.
    """
    since = max(panel.days - PROFILE_DAYS, 0)
    days = np.arange(since, panel.days)
    market = np.bincount(days % WEEK_DAYS, weights=panel.market.total[since : panel.days], minlength=WEEK_DAYS)
    shape = market / market.sum() if market.sum() > 0 else np.full(WEEK_DAYS, 1 / WEEK_DAYS)
    own = np.stack([panel.demand[:, days[days % WEEK_DAYS == day]].sum(axis=1) for day in range(WEEK_DAYS)], axis=1)
    shares: Floats = (own + PRIOR_UNITS * shape) / (own.sum(axis=1, keepdims=True) + PRIOR_UNITS)
    return shares


def daily_path(profile: Floats, first_day: int, horizons: tuple[int, ...], totals: Floats) -> Floats:
    """Spread increasing totals over days.

    Args:
        profile: weekday shares, shape (skus, 7).
        first_day: column number of the first forecast day (its weekday is `first_day % 7`).
        horizons: ascending days, e.g. (7, 14, 30, 60).
        totals: totals over these horizons, non-decreasing along each row, shape (skus, len(horizons)).

    Returns:
        Units a day, shape (skus, horizons[-1]); the sum of the first h days is the total over h, for each h.
    """
    path = np.zeros((len(totals), horizons[-1]))
    begin, before = 0, np.zeros(len(totals))
    for end, total in zip(horizons, totals.T, strict=True):
        weights = profile[:, (first_day + np.arange(begin, end)) % WEEK_DAYS]
        weights = weights / weights.sum(axis=1, keepdims=True)
        path[:, begin:end] = weights * (total - before)[:, None]
        begin, before = end, total
    return path


def increasing(totals: Floats) -> Floats:
    """Make totals non-decreasing in the horizon (a longer period can't sell less)."""
    return np.asarray(np.maximum.accumulate(totals, axis=1))
