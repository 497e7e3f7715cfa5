"""What stock, lost sales and orders cost, and what follows: the profit-optimal service level and the economic order.

Source:
    Hadley, G. and Whitin, T. M. (1963), Analysis of Inventory Systems, section 4-3 (lost sales case): at the optimum
    a stock-out may happen in a share `h·T / (h·T + margin)` of the cycles of length T; Harris (1913) for the order
    quantity sqrt(2·K·d/h).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Floats
from analytics.replenishment.inputs import Policy, floats, is_currency_mixed

DAYS_A_YEAR = 365.0
MIN_LEVEL, MAX_LEVEL = 0.5, 0.995
MAX_COVER_DAYS = 182.0


@dataclass(frozen=True)
class Economy:
    """Money per SKU; NaN = not known.

    Args:
        margin: lost with each unit of demand that finds no stock.
        holding: cost of one unit in stock for one day.
        ordering: cost of placing and receiving one order of the SKU.
    """

    margin: Floats
    holding: Floats
    ordering: Floats

    @property
    def is_known(self) -> Bools:
        """Whether a profit-optimal service level can be found: margin and holding cost are known and above zero."""
        return np.asarray((self.margin > 0) & (self.holding > 0))

    def lot(self, rate: Floats) -> Floats:
        """Economic order quantity in whole units at `rate` units a day; 0 where costs are not known.

        At most what sells in `MAX_COVER_DAYS`: forecasts that far are worth little.
        """
        known = (self.ordering > 0) & (self.holding > 0)
        best = np.sqrt(2 * np.where(known, self.ordering, 0) * rate / np.where(known, self.holding, 1))
        return np.floor(np.minimum(best, rate * MAX_COVER_DAYS) + 0.5)

    def profit_optimal_level(self, cycle_days: Floats) -> Floats:
        """Profit-optimal service level when orders come every `cycle_days`; NaN where costs are not known."""
        known = self.is_known
        margin, holding = np.where(known, self.margin, 1.0), np.where(known, self.holding, 0.0)
        level = np.clip(margin / (margin + holding * cycle_days), MIN_LEVEL, MAX_LEVEL)
        return np.where(known, level, np.nan)


def economy(terms: pd.DataFrame, policy: Policy) -> Economy:
    """Read the money at stake: margin of the price paid lately, else of the list price, over unit cost.

    Where sales and cost are in different currencies neither the margin nor the economic order is known.
    """
    mixed = is_currency_mixed(terms)
    cost, price, listed = (floats(terms[name]) for name in ("unit_cost", "price", "list_price"))
    rate, ordering = floats(terms["holding_cost_rate"]), floats(terms["ordering_cost"])
    return Economy(
        margin=np.where(mixed, np.nan, np.where(np.isnan(price), listed, price) - cost),
        holding=np.where(np.isnan(rate), policy.holding_cost_rate, rate) * cost / DAYS_A_YEAR,
        ordering=np.where(mixed, np.nan, np.where(np.isnan(ordering), policy.ordering_cost, ordering)),
    )


def set_levels(terms: pd.DataFrame, policy: Policy) -> Floats:
    """Service levels that were set; NaN where the profit-optimal one is used."""
    is_set = terms["is_service_level_set"].fillna(value=False).to_numpy(dtype=bool) | (not policy.is_profit_optimal)
    return np.where(is_set, floats(terms["service_level"]), np.nan)
