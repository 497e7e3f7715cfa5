"""Probability that stock does not last until the next order's arrival, where nothing else is on its way.

The lead time enters as five Gauss-Hermite points of a normal distribution (never below zero days), and the demand of
each resulting protection period is negative binomial: the probability is that of a mixture.

Source:
    Silver, Pyke, Thomas (2017), Inventory and Production Management in Supply Chains, 4th edition, section 6.11
    (variable lead time); Abramowitz and Stegun 25.4.46 (Gauss-Hermite).
"""

import numpy as np

from analytics.core.arrays import Floats
from analytics.core.distribution import Spread, sf
from analytics.replenishment.outlook import Outlook
from analytics.replenishment.paths import Cycle

_POINTS, _RAW_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS = _RAW_WEIGHTS / _RAW_WEIGHTS.sum()


def probability_above(units: Floats, ahead: Outlook, cycle: Cycle, spread: Spread) -> Floats:
    """P(demand until the next order's arrival > units), one per SKU."""
    arrival = np.maximum(cycle.arrival[:, None] + cycle.arrival_sd[:, None] * _POINTS, 0)
    means = ahead.mean_until(arrival + cycle.review[:, None])
    return np.asarray(sf(units[:, None], means, spread.variance(means)) @ _WEIGHTS)
