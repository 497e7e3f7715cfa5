"""Everything that a recommendation needs, checked, one entry per SKU that has a forecast, in one order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.core.arrays import Bools, Dates, Floats
from analytics.core.distribution import Spread
from analytics.replenishment.cycle import order_cycle
from analytics.replenishment.economy import Economy, economy, set_levels
from analytics.replenishment.inputs import (
    POSITIONS,
    Policy,
    ReplenishmentInputs,
    aligned,
    daily_matrix,
    dates,
    flags,
    floats,
    planning_terms,
    require,
)
from analytics.replenishment.lead_time import Times, times
from analytics.replenishment.outlook import Inbound, Outlook, inbound_units
from analytics.replenishment.paths import Cycle
from kit.errors import FaultError


@dataclass(frozen=True)
class Plan:
    """SKUs in ascending order with their terms, times, stock (units, NaN = not known), inbound and forecast."""

    as_of: np.datetime64
    policy: Policy
    ids: pd.Index
    terms: pd.DataFrame
    service_level: Floats
    times: Times
    cycle: Cycle
    economy: Economy
    set_level: Floats
    on_hand: Floats
    reserved: Floats
    stock_as_of: Dates
    is_stock_absent: Bools
    is_short_history: Bools
    inbound: Inbound
    path: Floats
    spread: Spread
    data_uncertainty: Floats

    @property
    def available(self) -> Floats:
        """Units on hand that nobody has ordered yet; NaN where the stock is not known."""
        return self.on_hand - self.reserved

    @property
    def is_discontinued(self) -> Bools:
        """Goods ordered tomorrow would arrive after the last day on sale (no date compares as false)."""
        return np.asarray(dates(self.terms["discontinued_on"]) < self.as_of + 1 + whole_days(self.cycle.arrival))

    def sellable(self, ahead: Outlook) -> Floats:
        """Most units that would be sold before they expire, if ordered now; what is left by then goes first."""
        keeps = floats(self.terms["shelf_life_days"])
        arrival = self.cycle.arrival
        before = ahead.mean_until(arrival)
        sold = ahead.mean_until(arrival + np.nan_to_num(keeps)) - before
        left = np.maximum(np.nan_to_num(self.available) + self.inbound.due_within(arrival) - before, 0)
        return np.where(np.isnan(keeps), np.inf, np.floor(np.maximum(sold - left, 0) + 0.5))


def prepare(inputs: ReplenishmentInputs, as_of: date, policy: Policy) -> Plan:
    """Align the frames on the SKUs of the path.

    Raises:
        FaultError: a frame lacks a column, a SKU lacks terms or spread, or a value is out of its range.
    """
    require(inputs.path, "path", ["unique_id"])
    ids = pd.Index(np.sort(inputs.path["unique_id"].unique()), name="unique_id")
    terms = planning_terms(inputs.terms, ids)
    positions = aligned(inputs.positions, "positions", POSITIONS, ids)
    spread = aligned(inputs.spread, "spread", ("v", "c"), ids)
    found = times(terms, policy)
    return Plan(
        as_of=np.datetime64(as_of, "D"),
        policy=policy,
        ids=ids,
        terms=terms,
        service_level=_known(
            terms["service_level"], "terms", "between 0 and 1", lambda level: (level > 0) & (level < 1)
        ),
        times=found,
        cycle=order_cycle(terms, found, np.datetime64(as_of, "D")),
        economy=economy(terms, policy),
        set_level=set_levels(terms, policy),
        on_hand=floats(positions["on_hand"]),
        reserved=np.nan_to_num(floats(positions["reserved"])),
        stock_as_of=dates(positions["stock_as_of"]),
        is_stock_absent=flags(inputs.positions, "is_stock_absent", ids),
        is_short_history=flags(inputs.spread, "is_short_history", ids),
        inbound=inbound_units(inputs.inbound, ids, found.lead, as_of),
        path=daily_matrix(inputs.path, "path", ids, as_of),
        spread=Spread(*(_known(spread[name], "spread", "not below 0", _is_not_negative) for name in ("v", "c"))),
        data_uncertainty=_known(
            terms["interval_factor"].fillna(1.0), "terms", "of 1 or more", lambda factor: factor >= 1
        ),
    )


def whole_days(days: Floats) -> npt.NDArray[np.timedelta64]:
    """Days rounded up, as time spans; NaN becomes NaT."""
    rounded = np.ceil(np.nan_to_num(days)).astype("timedelta64[D]")
    return np.where(np.isnan(days), np.timedelta64("NaT", "D"), rounded)


def _known(column: pd.Series, frame: str, wanted: str, is_right: Callable[[Floats], Bools]) -> Floats:
    values = floats(column)
    wrong = ~is_right(values)
    if bool(wrong.any()):
        sku, value = column.index[wrong][0], values[wrong][0]
        raise FaultError(
            f"SKU {sku} has {column.name} = {value} in the frame '{frame}'; every SKU with a forecast needs a number"
            f" {wanted} there."
        )
    return values


def _is_not_negative(values: Floats) -> Bools:
    return np.asarray((values >= 0) & np.isfinite(values))
