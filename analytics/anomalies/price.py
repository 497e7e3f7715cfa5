"""Sales at a price far from the usual one."""

from dataclasses import replace

import numpy as np
from scipy import stats

from analytics.anomalies.expectation import Expectation
from analytics.anomalies.findings import Signal, discovered
from analytics.anomalies.panel import LEVEL_HISTORY_DAYS, AnomalyPanel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Floats

MAD_TO_SD = 1.4826  # of a normal distribution
MIN_SPREAD = 0.05  # of log prices: what rounding and the mix of orders do to a day's mean price
ORDINARY = 1.0
MIN_PRICE = 0.01  # what a day of gifts counts as, so that it has a logarithm


def price_anomaly(panel: AnomalyPanel, _: Expectation, settings: AnomalySettings) -> Signal:
    """A day's mean paid price far from the median of the 56 days before, outside promotions.

    The logarithm of their ratio over the days' own spread (median absolute deviation) is taken as Student's t. At
    stake is the difference in price on the units sold at it.
    """
    price = np.where(panel.is_promotion, np.nan, panel.paid_price)
    days = trailing_sum((~np.isnan(price)).astype(np.float64), LEVEL_HISTORY_DAYS, lag=1)
    is_tested = ~np.isnan(price) & (days >= settings.price_min_days) & panel.is_evaluated
    usual, p_value = _against_usual(price, is_tested, _may_differ(price, days, settings))
    change = np.abs(price - usual)
    signal = Signal(
        anomaly_type="PRICE_ANOMALY",
        holds=is_tested,
        observed=price,
        expected=usual,
        units_at_stake=panel.sold,
        is_relevant=is_tested,
        p_value=p_value,
        money=np.where(np.isnan(panel.price)[:, None], np.nan, change * panel.sold),
        details={"price_ratio": price / usual, "units_sold": panel.sold},
    )
    found = discovered(signal, panel, settings, tests_a_week=settings.window_days)
    return replace(found, holds=found.holds & (change >= settings.price_min_change * usual))


def _may_differ(price: Floats, days: Floats, settings: AnomalySettings) -> Bools:
    """A cheap look, so that medians are taken where they can matter only: off the mean by half of what is asked for."""
    mean = trailing_sum(np.nan_to_num(price), LEVEL_HISTORY_DAYS, lag=1) / np.maximum(days, 1)
    return np.asarray(np.abs(price - mean) >= settings.price_min_change / 2 * mean)


def _against_usual(price: Floats, is_tested: Bools, is_suspect: Bools) -> tuple[Floats, Floats]:
    """The usual price and a two-sided p-value of each tested day; 1 where the price is about the usual one.

    Goods that are usually given away have no usual price, and none of their days is suspicious.
    """
    usual, p_value = np.full(price.shape, np.nan), np.where(is_tested, ORDINARY, np.nan)
    rows, days = np.nonzero(is_tested & is_suspect)
    padded = np.concatenate([np.full((len(price), LEVEL_HISTORY_DAYS), np.nan), price], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, LEVEL_HISTORY_DAYS, axis=1)[rows, days]
    median = np.nanmedian(windows, axis=1) if len(rows) else np.empty(0)
    level = np.log(np.maximum(median, MIN_PRICE))
    deviation = np.abs(np.log(np.maximum(windows, MIN_PRICE)) - level[:, None])
    spread = np.maximum(MAD_TO_SD * np.nanmedian(deviation, axis=1), MIN_SPREAD) if len(rows) else np.empty(0)
    size = np.abs(np.log(np.maximum(price[rows, days], MIN_PRICE)) - level) / spread
    usual[rows, days] = np.where(median > 0, median, np.nan)
    tail = 2 * stats.t.sf(size, (~np.isnan(windows)).sum(axis=1) - 1)
    p_value[rows, days] = np.where(median > 0, tail, ORDINARY)
    return usual, p_value
