"""The order-up-to level: enough for the demand of the protection period with the wanted probability.

The lead time enters as five Gauss-Hermite points of a normal distribution (never below zero days), and the demand of
each resulting protection period is negative binomial: the level is a quantile of that mixture. Its variance holds the
textbook's two parts, the demand's own and (mean rate)**2 * var(lead time), and a longer lead time shifts every point,
so that it can never lower the level, which does not hold when one distribution is fitted to the summed variance.

Source:
    Silver, Pyke, Thomas (2017), Inventory and Production Management in Supply Chains, 4th edition, section 6.10
    (periodic review, order-up-to) and 6.11 (variable lead time); Abramowitz and Stegun 25.4.46 (Gauss-Hermite).
"""

from dataclasses import dataclass

import numpy as np

from analytics.replenishment.distribution import cdf, quantile, sf, variance
from analytics.replenishment.inputs import Floats
from analytics.replenishment.lead_time import Times
from analytics.replenishment.outlook import Outlook

_POINTS, _RAW_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS = _RAW_WEIGHTS / _RAW_WEIGHTS.sum()


@dataclass(frozen=True)
class ProtectionDemand:
    """Distribution of each SKU's demand in its protection period: a mixture over lead times (SKU x point)."""

    means: Floats
    variances: Floats

    def order_up_to(self, service_level: Floats) -> Floats:
        """Smallest whole level S with P(demand <= S) >= service level."""
        by_point = quantile(service_level[:, None], self.means, self.variances)
        low, high = by_point.min(axis=1), by_point.max(axis=1)
        while bool(np.any(low < high)):
            middle = np.floor((low + high) / 2)
            enough = cdf(middle[:, None], self.means, self.variances) @ _WEIGHTS >= service_level
            high, low = np.where(enough, middle, high), np.where(enough, low, middle + 1)
            low = np.minimum(low, high)
        return np.asarray(high)

    def probability_above(self, units: Floats) -> Floats:
        """P(demand > units); NaN where the units are not known."""
        tail = sf(np.nan_to_num(units)[:, None], self.means, self.variances) @ _WEIGHTS
        return np.where(np.isnan(units), np.nan, np.clip(tail, 0, 1))


def protection_demand(ahead: Outlook, times: Times, v: Floats, c: Floats) -> ProtectionDemand:
    """Demand from now until the order after this one could arrive."""
    lead = np.maximum(times.lead[:, None] + times.lead_sd[:, None] * _POINTS, 0)
    means = ahead.mean_until(lead + times.review[:, None])
    return ProtectionDemand(means, variance(means, v[:, None], c[:, None]))
