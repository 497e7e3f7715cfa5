"""From the level to the quantity, term by term: the waterfall that adds up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Floats
from analytics.replenishment.inputs import floats

ALWAYS_SHOWN = ("EXPECTED_DEMAND", "SAFETY_STOCK", "ON_HAND", "RESERVED", "INBOUND")


@dataclass(frozen=True)
class Limits:
    """Supplier's terms in units: minimum order, maximum order (infinite if none), pack; and what cannot be ordered.

    `sellable`: most units that would be sold before they expire (infinite for goods that keep).
    """

    moq: Floats
    maximum: Floats
    pack: Floats
    is_discontinued: Bools
    sellable: Floats

    @property
    def is_impossible(self) -> Bools:
        """No whole number of packs lies between the minimum and the maximum order."""
        return np.asarray(np.ceil(self.moq / self.pack) * self.pack > np.floor(self.maximum / self.pack) * self.pack)


def limits(terms: pd.DataFrame, is_discontinued: Bools, sellable: Floats) -> Limits:
    """Read the supplier's terms; unknown MOQ and pack are 1, an unknown maximum is none."""
    maximum = floats(terms["max_order_qty"])
    return Limits(
        moq=np.nan_to_num(floats(terms["moq"]), nan=1.0),
        maximum=np.where(np.isnan(maximum), np.inf, maximum),
        pack=np.nan_to_num(floats(terms["pack_size"]), nan=1.0),
        is_discontinued=is_discontinued,
        sellable=sellable,
    )


@dataclass(frozen=True)
class Need:
    """Whole units: expected demand until the next order's arrival, what of it will be lost before this one arrives,
    the order-up-to level, what of it is owed to uncertain data, the economic order quantity, and what is there or due.

    Stock that is not known counts as 0 here and is named among the assumptions.
    """

    demand: Floats
    lost: Floats
    level: Floats
    data_uncertainty: Floats
    lot: Floats
    on_hand: Floats
    reserved: Floats
    inbound: Floats


def waterfall(need: Need, bounds: Limits) -> dict[str, Floats]:
    """Return the signed terms in order, whole units, one array per key; their sum is the quantity."""
    terms = {
        "EXPECTED_DEMAND": need.demand,
        "LOST_BEFORE_ARRIVAL": -need.lost,
        "SAFETY_STOCK": need.level - need.data_uncertainty - need.demand + need.lost,
        "DATA_DOUBT": need.data_uncertainty,
        "ON_HAND": -need.on_hand,
        "RESERVED": need.reserved,
        "INBOUND": -need.inbound,
    }
    running = sum(terms.values(), np.zeros_like(need.level))
    steps = {"NO_NEED_FLOOR": _floor(running, bounds)}
    steps["ECONOMIC_ORDER"] = economic(steps["NO_NEED_FLOOR"], need.lot)
    last = steps["ECONOMIC_ORDER"]
    for key, step in STEPS.items():
        steps[key] = last = step(last, bounds)
    for key, after in steps.items():
        terms[key], running = after - running, after
    return terms


def total(terms: dict[str, Floats]) -> Floats:
    """The units that the terms sum to."""
    return np.asarray(np.sum(list(terms.values()), axis=0))


def economic(need: Floats, lot: Floats) -> Floats:
    """Where anything is needed, at least the economic order quantity."""
    return np.where(need > 0, np.maximum(need, lot), need)


def orderable(need: Floats, bounds: Limits) -> Floats:
    """The order nearest to a need that the supplier's terms allow; any shape whose last axis is the SKUs."""
    need = _floor(need, bounds)
    for step in STEPS.values():
        need = step(need, bounds)
    return need


def listed(terms: dict[str, Floats]) -> list[list[dict[str, object]]]:
    """The waterfall of each row as `[{"key": ..., "units": ...}]`; steps that change nothing are left out."""
    columns = {key: units.astype(np.int64).tolist() for key, units in terms.items()}
    rows = zip(*columns.values(), strict=True)
    return [
        [
            {"key": key, "units": units}
            for key, units in zip(columns, row, strict=True)
            if units != 0 or key in ALWAYS_SHOWN
        ]
        for row in rows
    ]


def _floor(units: Floats, _: Limits) -> Floats:
    return np.maximum(units, 0)


def _discontinued(units: Floats, bounds: Limits) -> Floats:
    return np.where(bounds.is_discontinued, 0.0, units)


def _shelf_life(units: Floats, bounds: Limits) -> Floats:
    return np.minimum(units, bounds.sellable)


def _maximum(units: Floats, bounds: Limits) -> Floats:
    return np.where(bounds.is_impossible, 0.0, np.minimum(units, bounds.maximum))


def _moq(units: Floats, bounds: Limits) -> Floats:
    return np.where(units > 0, np.maximum(units, bounds.moq), 0.0)


def _packs(units: Floats, bounds: Limits) -> Floats:
    """Whole packs: up, unless that breaks the maximum; then down."""
    up = np.ceil(units / bounds.pack) * bounds.pack
    down = np.floor(units / bounds.pack) * bounds.pack
    return np.where(up <= bounds.maximum, up, down)


STEPS = {  # after the need is floored and raised to the economic order
    "DISCONTINUED": _discontinued,
    "SHELF_LIFE": _shelf_life,
    "MAXIMUM": _maximum,
    "MOQ": _moq,
    "PACK_ROUNDING": _packs,
}
KEYS = (
    "EXPECTED_DEMAND",
    "LOST_BEFORE_ARRIVAL",
    "SAFETY_STOCK",
    "DATA_DOUBT",
    "ON_HAND",
    "RESERVED",
    "INBOUND",
    "NO_NEED_FLOOR",
    "ECONOMIC_ORDER",
    *STEPS,
    "SUPPLIER_MINIMUM",
)
