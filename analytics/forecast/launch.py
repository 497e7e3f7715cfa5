"""SKUs too new for the model: what others like them sold at first, and the more of their own the longer they sell."""

from collections.abc import Mapping

import numpy as np

from analytics.core.arrays import Bools, Floats
from analytics.forecast.panel import DemandPanel
from analytics.forecast.sample import MIN_AGE_DAYS

NEW = "LAUNCH"
NEVER_SOLD_DAYS = 56
BORROWED_DAYS = 14.0


def is_new(panel: DemandPanel) -> Bools:
    """Whether a SKU is younger than a week, or younger than eight and has not sold yet; shape (skus,)."""
    age = panel.days - panel.first
    unsold = panel.last_sale[:, -1] < 0
    return np.asarray((age <= MIN_AGE_DAYS) | (unsold & (age <= NEVER_SOLD_DAYS)))


def new_totals(panel: DemandPanel, launch_rates: Mapping[int, float], horizons: tuple[int, ...]) -> Floats:
    """Expected totals at the borrowed rate, which weighs as much as a fortnight of the SKU's own days.

    The rate is the posterior mean of a Poisson rate whose gamma prior has the borrowed rate as its mean.

    Args:
        panel: the shard.
        launch_rates: SKU id → units a day of SKUs like it in their first weeks; 0 where it is missing.
        horizons: days of the totals.

    Returns:
        Units, shape (skus, len(horizons)).

    Source:
        Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 2.6.
    """
    borrowed = np.array([launch_rates.get(int(sku), 0.0) for sku in panel.ids])
    days = np.minimum(panel.days - panel.first, NEVER_SOLD_DAYS)
    own = panel.demand.sum(axis=1)
    rate = (own + borrowed * BORROWED_DAYS) / (days + BORROWED_DAYS)
    return np.asarray(rate[:, None] * np.array(horizons))
