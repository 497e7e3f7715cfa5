"""Sales that are far above or below what was expected."""

from typing import NamedTuple

import numpy as np

from analytics.anomalies.expectation import Expectation, rate_of
from analytics.anomalies.findings import Signal, probability, tested
from analytics.anomalies.panel import Bools, Panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.replenishment.distribution import cdf, sf, variance
from analytics.replenishment.inputs import Floats


def sales_spike(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """A day whose sold units (net of cancellations) exceed what its expectation makes plausible: P(units >= sold)."""
    is_tested = expected.is_testable & panel.is_evaluated & _sells(expected, settings)
    mean = np.where(is_tested, expected.mean, 0.0)
    spread = variance(mean, *(np.where(is_tested, part, 0.0) for part in (expected.v, expected.c)))
    signal = Signal(
        anomaly_type="SALES_SPIKE",
        holds=is_tested,
        observed=panel.sold,
        expected=expected.mean,
        units_at_stake=np.where(
            panel.sold >= settings.spike_least_ratio * expected.mean, panel.sold - expected.mean, 0.0
        ),
        is_relevant=is_tested,
        p_value=probability(sf, is_tested, panel.sold - 1, mean, spread),
        details={"is_against_forecast": expected.is_forecast},
    )
    return tested(signal, panel, settings)


def sales_drop(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """Seven or fourteen days whose sold units fall short of what was expected: twice the smaller P(units <= sold).

    Days without stock, or without an expectation to test against, count on neither side.
    """
    is_usable = expected.is_testable & ~panel.is_stockout
    short, long = (_shortfall(panel, expected, is_usable, days) for days in (settings.window_days, settings.long_days))
    is_enough = short.days >= settings.minimum_window_days
    is_tested = is_usable & panel.is_evaluated & is_enough & _sells(expected, settings)
    chances = [probability(cdf, is_tested, np.rint(week.sold), week.expected, week.spread) for week in (short, long)]
    is_short = chances[0] <= chances[1]
    total, sold = np.where(is_short, short.expected, long.expected), np.where(is_short, short.sold, long.sold)
    signal = Signal(
        anomaly_type="SALES_DROP",
        holds=is_tested,
        observed=sold,
        expected=total,
        units_at_stake=np.where(sold <= settings.drop_most_ratio * total, total - sold, 0.0),
        is_relevant=is_tested,
        p_value=np.minimum(2 * np.minimum(*chances), 1.0),
        details={"window_days": np.where(is_short, short.days, long.days), "is_against_forecast": expected.is_forecast},
    )
    return tested(signal, panel, settings)


def _sells(expected: Expectation, settings: AnomalySettings) -> Bools:
    """Enough is expected for the SKU to be tested at all.

    Source:
        Bourgon, R., Gentleman, R. and Huber, W. (2010), Independent filtering increases detection power for
        high-throughput experiments, PNAS 107(21): what is chosen by the expectation alone leaves the rate as it is.
    """
    return rate_of(expected) >= settings.least_daily_units


class _Shortfall(NamedTuple):
    """Usable days of a window with what was sold and expected on them, and the variance of the latter."""

    days: Floats
    sold: Floats
    expected: Floats
    spread: Floats


def _shortfall(panel: Panel, expected: Expectation, is_usable: Bools, window: int) -> _Shortfall:
    mean = np.where(is_usable, expected.mean, 0.0)
    noise = trailing_sum(np.where(is_usable, expected.v, 0.0) * mean, window)
    error = trailing_sum(np.where(is_usable, expected.c, 0.0) * mean, window)
    sold = trailing_sum(np.where(is_usable, panel.sold, 0.0), window)
    return _Shortfall(
        trailing_sum(is_usable.astype(np.float64), window), sold, trailing_sum(mean, window), noise + error**2
    )
