"""Risk of running out within given days if nothing is ordered, on the same sampled paths as the order itself."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats
from analytics.replenishment.inputs import Policy, ReplenishmentInputs, dates
from analytics.replenishment.outlook import Inbound, outlook
from analytics.replenishment.paths import Cycle, sample
from analytics.replenishment.plan import prepare


def stockout_risks(
    inputs: ReplenishmentInputs, as_of: date, policy: Policy, horizons: Iterable[int]
) -> dict[int, pd.DataFrame]:
    """Probability that some demand finds no stock within so many days, and the units lost.

    The stock is followed to the last arrival within the horizon; the probability of what comes after is exact on
    each path. Sales lost before an arrival do not come back, so a later arrival does not make good for them.

    Returns:
        By horizon (days), one row per SKU of the path, by unique_id: unique_id, probability, lost_units; NaN where the
        stock is not known.

    Raises:
        FaultError: as `recommend`.
    """
    plan = prepare(inputs, as_of, policy)
    ahead = outlook(plan.path, dates(plan.terms["discontinued_on"]), as_of)
    spread = plan.spread.widened(plan.data_uncertainty)
    is_known = ~np.isnan(plan.available)
    found = {}
    for days in horizons:
        begin = _last_arrival(plan.inbound, days, len(plan.ids))
        cycle = Cycle(begin, np.zeros_like(begin), days - begin)
        paths = sample(ahead, cycle, np.nan_to_num(plan.available), plan.inbound, spread)
        lost = paths.lost.mean(axis=1) + paths.shortage(np.zeros(len(plan.ids)))
        found[days] = pd.DataFrame(
            {
                "unique_id": plan.ids.to_numpy(np.int64),
                "probability": np.where(is_known, np.clip(paths.stockout(), 0, 1), np.nan),
                "lost_units": np.where(is_known, lost, np.nan),
            }
        )
    return found


def _last_arrival(inbound: Inbound, days: int, skus: int) -> Floats:
    """Days from now to the evening before the last arrival within the horizon; 0 without one."""
    begin = np.zeros(skus)
    near = (inbound.offsets <= days) & (inbound.units > 0)
    np.maximum.at(begin, inbound.rows[near], inbound.offsets[near] - 1)
    return begin
