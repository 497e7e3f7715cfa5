"""Orders below a supplier's least value: raised where waiting would cost more, else left for the next time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.core.arrays import Floats, Ints
from analytics.replenishment.quantity import Limits

MAX_RAISED_COVER_DAYS = 120.0


@dataclass(frozen=True)
class Lines:
    """What would be ordered, one entry per SKU.

    Args:
        supplier: number of the supplier; NaN where it is not known.
        minimum: least value of an order at the supplier; NaN where there is none.
        quantity: units to order.
        unit_cost: NaN where it is not known.
        rate: expected units a day.
        holding: cost of a unit for a day; NaN where it is not known.
        saved: margin that the orders of the given rows save until the next time; NaN where it is not known.
    """

    supplier: Floats
    minimum: Floats
    quantity: Floats
    unit_cost: Floats
    rate: Floats
    holding: Floats
    saved: Callable[[Ints], Floats]


def meet_minimum(lines: Lines, bounds: Limits) -> Floats:
    """Quantities that meet each supplier's least value, or zero for all of a supplier's SKUs.

    Packs are added to the SKUs that are ordered anyway, each time where the stock would last shortest, within the
    greatest orders and a cover of `MAX_RAISED_COVER_DAYS`. Where that does not reach the least value, or holding
    the added units costs more than the sales that waiting loses, the order waits.
    """
    quantity = lines.quantity.copy()
    counts = (lines.quantity > 0) & (lines.unit_cost > 0) & (lines.minimum > 0) & ~np.isnan(lines.supplier)
    rows = np.flatnonzero(counts)
    _, group = np.unique(lines.supplier[rows], return_inverse=True)
    value = np.bincount(group, lines.quantity[rows] * lines.unit_cost[rows])
    least = np.zeros(len(value))
    np.maximum.at(least, group, lines.minimum[rows])
    for short in np.flatnonzero(value < least):
        members = rows[group == short]
        quantity[members] = _raised(lines, bounds, members, least[short])
    return quantity


def _raised(lines: Lines, bounds: Limits, members: Ints, least: float) -> Floats:
    quantity, pack, cost = lines.quantity[members], bounds.pack[members], lines.unit_cost[members]
    rate = np.maximum(lines.rate[members], 1e-9)
    room = np.minimum(bounds.maximum[members], rate * MAX_RAISED_COVER_DAYS) - quantity
    packs = np.maximum(np.floor(np.minimum(room, (least / cost) + pack) / pack), 0).astype(np.int64)
    owner = np.repeat(np.arange(len(members)), packs)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(packs) - packs, packs) + 1
    cover = (quantity[owner] + number * pack[owner]) / rate[owner]
    order = np.argsort(cover, kind="stable")
    value = (quantity * cost).sum() + np.cumsum((pack * cost)[owner[order]])
    needed = int(np.searchsorted(value, least))
    if needed >= len(order):
        return np.zeros_like(quantity)
    added = np.bincount(owner[order[: needed + 1]], minlength=len(members)) * pack
    # An added unit waits until what is ordered before it has been sold.
    wait = (quantity + added / 2) / rate
    extra = np.nansum(added * wait * lines.holding[members])
    saved = lines.saved(members)
    is_worth = bool(np.isnan(saved).any()) or extra <= saved.sum()
    return quantity + added if is_worth else np.zeros_like(quantity)
