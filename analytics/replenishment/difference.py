"""Why two recommendations of one SKU differ: one input after the other is exchanged, and the quantity followed.

The steps are taken in a fixed order, so that they sum to the difference exactly; another order could share out
differently what two inputs do together.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.calendar import WEEK_DAYS
from analytics.replenishment.inputs import Policy, ReplenishmentInputs, floats
from analytics.replenishment.service import recommend

PATH_DAYS = 60
TERMS_BY_STEP = {
    "LEAD_TIME": ("lead_time_days", "lead_time_mean", "lead_time_sd"),
    "ORDER_DAYS": ("review_days", "order_cycle_days", "order_weekdays", "closures"),
    "MONEY": ("unit_cost", "price", "list_price", "holding_cost_rate", "ordering_cost", "currency"),
    "SERVICE_LEVEL": ("service_level", "is_service_level_set"),
    "ORDER_TERMS": ("moq", "pack_size", "max_order_qty", "discontinued_on", "supplier_id", "shelf_life_days"),
    "DATA_DOUBT": ("interval_factor",),
}
FRAME_BY_STEP = {"FORECAST": "path", "UNCERTAINTY": "spread", "STOCK": "positions", "INBOUND": "inbound"}
STEPS = ("TIME", *FRAME_BY_STEP, *TERMS_BY_STEP, "ASSUMPTIONS")


@dataclass(frozen=True)
class Decision:
    """A recommendation of one SKU: what it was made from, and its quantity with the supplier's minimum."""

    inputs: ReplenishmentInputs
    as_of: date
    policy: Policy
    quantity: int


def differences(first: Decision, second: Decision) -> dict[str, int]:
    """Units that each input moved the quantity by, in order; they sum to second less first.

    `TIME`: days have passed, with the earlier forecast still believed. `SUPPLIER_MINIMUM`: what the supplier's other
    lines made of the order. The other keys name the input that is exchanged.
    """
    current = replace(first, inputs=_alone(first.inputs))
    goal = _alone(second.inputs)
    moved: dict[str, int] = {}
    before = begin = _quantity(current)
    for key in STEPS:
        current = _exchanged(current, second, goal, key)
        after = _quantity(current)
        moved[key], before = after - before, after
    moved["SUPPLIER_MINIMUM"] = (second.quantity - before) - (first.quantity - begin)
    return moved


def _exchanged(current: Decision, second: Decision, goal: ReplenishmentInputs, key: str) -> Decision:
    inputs = current.inputs
    if key == "TIME":
        path = believed(inputs.path, second.as_of)
        return replace(current, as_of=second.as_of, inputs=replace(inputs, path=path))
    if key == "ASSUMPTIONS":
        return replace(current, policy=second.policy)
    if key in FRAME_BY_STEP:
        name = FRAME_BY_STEP[key]
        return replace(current, inputs=replace(inputs, **{name: getattr(goal, name)}))
    columns = {name: goal.terms[name].to_numpy() for name in TERMS_BY_STEP[key]}
    return replace(current, inputs=replace(inputs, terms=inputs.terms.assign(**columns)))


def believed(path: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """A SKU's earlier forecast seen from another day: days that it does not reach are those of its nearest week."""
    means = path.assign(ds=pd.to_datetime(path["ds"])).sort_values("ds")
    known, first = floats(means["mean"]), means["ds"].iloc[0]
    days = pd.date_range(pd.Timestamp(as_of) + pd.Timedelta(days=1), periods=PATH_DAYS)
    offset = (days - first).days.to_numpy()
    last = len(known) - 1
    late = last - (WEEK_DAYS - 1) + (offset - last - 1) % WEEK_DAYS
    place = np.where(offset < 0, offset % WEEK_DAYS, np.where(offset > last, late, offset))
    return pd.DataFrame({"unique_id": means["unique_id"].iloc[0], "ds": days, "mean": known[np.clip(place, 0, last)]})


def _alone(inputs: ReplenishmentInputs) -> ReplenishmentInputs:
    """Without the supplier's minimum order value, which concerns his other lines too."""
    return replace(inputs, terms=inputs.terms.assign(min_order_value=np.nan))


def _quantity(decision: Decision) -> int:
    return int(recommend(decision.inputs, decision.as_of, decision.policy)["quantity"].iloc[0])
