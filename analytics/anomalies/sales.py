"""Sales that are far above or below what was expected."""

import numpy as np

from analytics.anomalies.expectation import Expectation
from analytics.anomalies.findings import Signal, probability, tested
from analytics.anomalies.panel import Panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.replenishment.distribution import cdf, sf, variance


def sales_spike(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """A day whose sold units (net of cancellations) exceed what its expectation makes plausible: P(units >= sold)."""
    is_tested = expected.is_testable & panel.is_evaluated
    mean = np.where(is_tested, expected.mean, 0.0)
    spread = variance(mean, *(np.where(is_tested, part, 0.0) for part in (expected.v, expected.c)))
    signal = Signal(
        anomaly_type="SALES_SPIKE",
        holds=is_tested,
        observed=panel.sold,
        expected=expected.mean,
        units_at_stake=panel.sold - expected.mean,
        is_relevant=is_tested,
        p_value=probability(sf, is_tested, panel.sold - 1, mean, spread),
        details={"is_against_forecast": expected.is_forecast},
    )
    return tested(signal, panel, settings)


def sales_drop(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """Seven days whose sold units fall short of what was expected: P(units <= sold).

    Days without stock, or without an expectation to test against, count on neither side.
    """
    is_usable = expected.is_testable & ~panel.is_stockout
    mean = np.where(is_usable, expected.mean, 0.0)
    window = settings.window_days
    usable_days = trailing_sum(is_usable.astype(np.float64), window)
    total = trailing_sum(mean, window)
    noise = trailing_sum(np.where(is_usable, expected.v, 0.0) * mean, window)
    error = trailing_sum(np.where(is_usable, expected.c, 0.0) * mean, window)
    sold = trailing_sum(np.where(is_usable, panel.sold, 0.0), window)
    is_tested = is_usable & panel.is_evaluated & (usable_days >= settings.minimum_window_days)
    signal = Signal(
        anomaly_type="SALES_DROP",
        holds=is_tested,
        observed=sold,
        expected=total,
        units_at_stake=total - sold,
        is_relevant=is_tested,
        p_value=probability(cdf, is_tested, np.rint(sold), total, noise + error**2),
        details={"window_days": usable_days, "is_against_forecast": expected.is_forecast},
    )
    return tested(signal, panel, settings)
