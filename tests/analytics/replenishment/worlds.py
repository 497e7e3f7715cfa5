"""Small inputs for recommendations, each column overridable."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from analytics.replenishment.inputs import ReplenishmentInputs

AS_OF = date(2026, 1, 31)  # a Saturday
DAYS = pd.date_range("2026-02-01", periods=60)
TERMS = {
    "supplier_id": 5,
    "unit_cost": 2.5,
    "currency": "KRW",
    "moq": 1,
    "pack_size": 1,
    "max_order_qty": None,
    "lead_time_days": 3,
    "lead_time_mean": None,
    "lead_time_sd": None,
    "order_cycle_days": None,
    "order_weekdays": None,
    "closures": None,
    "discontinued_on": None,
    "service_level": 0.95,
    "is_service_level_set": True,
    "price": 4.0,
    "list_price": None,
    "holding_cost_rate": None,
    "ordering_cost": None,
    "min_order_value": None,
    "review_days": 7,
    "interval_factor": 1.0,
    "shelf_life_days": None,
}


def make_inputs(
    *,
    rate: float | list[float] = 2.0,
    on_hand: int | None = 0,
    reserved: int | None = 0,
    inbound: Sequence[tuple[date | None, int]] = (),
    v: float = 1.0,
    c: float = 0.0,
    stock_as_of: date | None = AS_OF,
    **terms: Any,
) -> ReplenishmentInputs:
    """One SKU, number 7, selling `rate` units a day (a number, or one number per day)."""
    return ReplenishmentInputs(
        terms=pd.DataFrame([{"unique_id": 7, **TERMS, **terms}]),
        positions=pd.DataFrame(
            {
                "unique_id": [7],
                "on_hand": pd.array([on_hand], dtype="Int64"),
                "reserved": pd.array([reserved], dtype="Int64"),
                "stock_as_of": [stock_as_of],
            }
        ),
        inbound=pd.DataFrame(
            [(7, expected_on, units) for expected_on, units in inbound], columns=["unique_id", "expected_on", "units"]
        ),
        path=pd.DataFrame({"unique_id": 7, "ds": DAYS, "mean": rate}),
        spread=pd.DataFrame({"unique_id": [7], "v": [v], "c": [c]}),
    )


def joined(*parts: ReplenishmentInputs) -> ReplenishmentInputs:
    """Several SKUs as one set of inputs; each part keeps its unique_id."""
    return ReplenishmentInputs(
        **{
            name: pd.concat([getattr(part, name) for part in parts], ignore_index=True)
            for name in ("terms", "positions", "inbound", "path", "spread")
        }
    )
