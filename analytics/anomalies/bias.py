"""Forecasts that err to one side."""

import numpy as np

from analytics.anomalies.expectation import Expectation
from analytics.anomalies.findings import Signal, discovered, probability
from analytics.anomalies.panel import AnomalyPanel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Floats
from analytics.core.calendar import WEEK_DAYS
from analytics.core.distribution import cdf, sf

MAX_SHARE_OF_ONE_WEEK = 0.5


def forecast_bias(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """Four weeks of demand that the forecasts made before each day find implausible: twice the smaller tail.

    Only days with a forecast count, and none that ended without stock: their demand is an estimate. The error must
    last: one exceptional week is a spike or a drop, not a bias.
    """
    window = settings.bias_days
    is_usable = expected.is_forecast & ~np.isnan(panel.demand) & ~panel.is_stockout & ~panel.is_discontinued
    days = trailing_sum(is_usable.astype(np.float64), window)
    mean = trailing_sum(np.where(is_usable, expected.mean, 0.0), window)
    demand = trailing_sum(np.where(is_usable, panel.demand, 0.0), window)
    noise = trailing_sum(np.where(is_usable, expected.variance_ratio * expected.mean, 0.0), window)
    error = trailing_sum(np.where(is_usable, expected.noise_share * expected.mean, 0.0), window)
    difference = np.abs(demand - mean)
    is_lasting = _lasts(np.where(is_usable, panel.demand - expected.mean, 0.0), window)
    is_tested = is_usable & panel.is_evaluated & (days >= settings.bias_min_days)
    spread, units = noise + error**2, np.rint(demand)
    tails = (
        probability(cdf, is_tested, units, mean, spread),
        probability(sf, is_tested, units - 1, mean, spread),
    )
    signal = Signal(
        anomaly_type="FORECAST_BIAS",
        holds=is_tested,
        observed=demand,
        expected=mean,
        units_at_stake=np.where(is_lasting & (difference >= settings.bias_min_share * mean), difference, 0.0),
        is_relevant=is_tested,
        p_value=np.minimum(2 * np.minimum(*tails), 1.0),
        details={"days": days, "relative_bias": (mean - demand) / np.where(demand > 0, demand, np.nan)},
    )
    return discovered(signal, panel, settings)


def _lasts(error: Floats, days: int) -> Bools:
    """All weeks but one err to the same side, and none of them makes more than half of the whole error."""
    above, below = np.maximum(error, 0), np.maximum(-error, 0)
    weeks = np.stack(
        [trailing_sum(above, WEEK_DAYS, lag) - trailing_sum(below, WEEK_DAYS, lag) for lag in range(0, days, WEEK_DAYS)]
    )
    total = weeks.sum(axis=0)
    side = (np.sign(weeks) == np.sign(total)).sum(axis=0)
    is_shared = np.abs(weeks).max(axis=0) <= MAX_SHARE_OF_ONE_WEEK * np.abs(total)
    return np.asarray((side >= len(weeks) - 1) & is_shared)
