"""Lead time and review time of each SKU, with what had to be assumed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Floats
from analytics.replenishment.inputs import Policy, floats


@dataclass(frozen=True)
class Times:
    """Days, one per SKU: lead time (mean and standard deviation) and review time, and whether they are assumed."""

    lead: Floats
    lead_sd: Floats
    review: Floats
    is_lead_assumed: Bools
    is_review_assumed: Bools

    @property
    def protection(self) -> Floats:
        """Days that an order placed now must cover: until the order after it could arrive."""
        return self.lead + self.review


def times(terms: pd.DataFrame, policy: Policy) -> Times:
    """Resolve the times: lead time measured, else stated, else assumed; review as set, else the supplier's cycle.

    The spread of the lead time counts where the lead time was measured; a stated or assumed one has none.
    """
    measured, stated = floats(terms["lead_time_mean"]), floats(terms["lead_time_days"])
    lead = np.where(np.isnan(measured), stated, measured)
    review = floats(terms["review_days"])
    review = np.where(np.isnan(review), floats(terms["order_cycle_days"]), review)
    spread = np.nan_to_num(floats(terms["lead_time_sd"]))
    return Times(
        lead=np.where(np.isnan(lead), policy.default_lead_time_days, lead),
        lead_sd=np.where(np.isnan(measured), 0.0, spread),
        review=np.where(np.isnan(review), policy.default_review_days, review),
        is_lead_assumed=np.isnan(lead),
        is_review_assumed=np.isnan(review),
    )
