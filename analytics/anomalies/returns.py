"""Returns that are far above the SKU's own rate."""

import numpy as np

from analytics.anomalies.expectation import Expectation, column_median
from analytics.anomalies.findings import Signal, discovered, probability
from analytics.anomalies.panel import RETURN_HISTORY_DAYS, AnomalyPanel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Floats
from analytics.core.distribution import sf, variance

RECENT_DAYS = 28
PRIOR_SOLD_UNITS = 50.0  # sold units that the return rate of all SKUs weighs
PRIOR_RETURNED_UNITS = 5.0  # returned units that the usual size of a day's returns weighs
HALF_UNIT = 0.5
ROLLING_TESTS = 4  # independent chances a week of a week's total that is checked again each day (simulated, p of 1e-4)


def return_surge(panel: AnomalyPanel, _: Expectation, settings: AnomalySettings) -> Signal:
    """Seven days whose returned units exceed what the SKU's return rate makes plausible: P(units >= returned).

    The rate comes from the 91 days before that week, shrunk to all SKUs: a gamma with `a` returned out of `b` sold
    units. The week's returns, for sales going on as in the last 28 or 91 days (the busier), then are negative
    binomial with relative error 1/sqrt(a), widened by the usual size of a day's returns.

    Source:
        Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 2.6 (Poisson with a gamma prior); the
        variance of a compound Poisson sum over its mean is E[size**2] / E[size].
    """
    window = settings.window_days
    returned, sold = np.nan_to_num(panel.returned), np.maximum(np.nan_to_num(panel.sold), 0)
    past_returned = trailing_sum(returned, RETURN_HISTORY_DAYS, lag=window)
    past_sold = trailing_sum(sold, RETURN_HISTORY_DAYS, lag=window)
    common_rate = (past_returned.sum(axis=0) + HALF_UNIT) / (past_sold.sum(axis=0) + PRIOR_SOLD_UNITS)
    a, b = past_returned + PRIOR_SOLD_UNITS * common_rate, past_sold + PRIOR_SOLD_UNITS
    pace = np.maximum(trailing_sum(sold, RECENT_DAYS) / RECENT_DAYS, past_sold / RETURN_HISTORY_DAYS)
    mean = a / b * pace * window
    observed = trailing_sum(returned, window)
    is_tested = ~np.isnan(panel.returned) & (pace >= settings.min_daily_units) & panel.is_evaluated
    size = _day_size(past_returned, trailing_sum(returned**2, RETURN_HISTORY_DAYS, lag=window))
    spread = variance(mean, size, 1 / np.sqrt(a))
    signal = Signal(
        anomaly_type="RETURN_SURGE",
        holds=is_tested,
        observed=observed,
        expected=mean,
        units_at_stake=observed - mean,
        is_relevant=is_tested,
        p_value=probability(sf, is_tested, np.rint(observed) - 1, mean, spread),
        details={"return_rate": a / b, "window_days": np.full_like(mean, window)},
    )
    return discovered(signal, panel, settings, tests_a_week=ROLLING_TESTS)


def _day_size(units: Floats, squares: Floats) -> Floats:
    """Mean size of a returned unit's day (sum of squares over sum, at least 1), shrunk to the median SKU's."""
    own = np.where(units > 0, squares / np.where(units > 0, units, 1.0), np.nan)
    typical = column_median(own, default=1.0)
    return np.asarray(np.maximum((squares + PRIOR_RETURNED_UNITS * typical) / (units + PRIOR_RETURNED_UNITS), 1.0))
