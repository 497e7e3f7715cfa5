"""What would be ordered of a SKU if something were otherwise; computed from the run's evidence, nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.core.calendar import HORIZONS
from analytics.forecast.service import demand_ahead
from analytics.replenishment.inputs import ReplenishmentInputs
from analytics.replenishment.service import recommend
from kit.errors import InputError
from planning.snapshot import Snapshot, open_snapshot

MAX_DAYS = 365


@dataclass(frozen=True)
class Promotion:
    """A discount on the days from `starts_on` to `ends_on`, both included; `discount_rate` above 0 and below 1."""

    starts_on: date
    ends_on: date
    discount_rate: float


@dataclass(frozen=True)
class Changes:
    """What is otherwise; None leaves it as it was.

    Args:
        lead_time_days: days from order to arrival; the measured spread stays.
        service_level: probability of no stock-out, between 0 and 1.
        price: selling price of a unit; it sets the margin, and a lower one is forecast as a discount.
        promotion: a planned discount.
        delay_days: everything on its way, and this order, arrives so much later.
        budget: most that the order may cost, in the SKU's currency.
    """

    lead_time_days: float | None = None
    service_level: float | None = None
    price: float | None = None
    promotion: Promotion | None = None
    delay_days: int | None = None
    budget: float | None = None


@dataclass(frozen=True)
class Outcome:
    """A recommendation with the forecast behind it: expected units of the next 7, 14 and 30 days."""

    quantity: int
    order_up_to: int
    service_level: float
    lead_time_days: float
    stockout_probability: float | None
    order_by: date | None
    depletion_date: date | None
    forecast: dict[int, float]
    waterfall: list[dict[str, Any]]
    assumptions: list[str]


@dataclass(frozen=True)
class WhatIf:
    """A run's recommendation of a SKU as it is, and as it would be."""

    run_id: int
    product_id: int
    sku: str
    as_of: date
    stored: Outcome
    changed: Outcome


def what_if(home: Path, run_id: int, sku: str, changes: Changes) -> WhatIf:
    """Recommend again with changed inputs.

    Raises:
        InputError: the run has no such SKU or no evidence, or a change is out of its range.
        FaultError: the evidence was changed since the run.
    """
    check(changes)
    snapshot = open_snapshot(home, run_id)
    product = snapshot.product_of(sku)
    made = snapshot.made([product])
    if made.empty:
        raise InputError(f"Run {run_id} had no forecast of SKU {sku}.")
    inputs = snapshot.inputs(snapshot.same_supplier(product))
    changed = changed_inputs(snapshot, inputs, product, changes)
    found = recommend(changed, snapshot.as_of, snapshot.policy)
    return WhatIf(
        run_id=run_id,
        product_id=product,
        sku=sku,
        as_of=snapshot.as_of,
        stored=_outcome(made, inputs, product, snapshot.as_of),
        changed=_outcome(
            found[found["unique_id"] == product],
            changed,
            product,
            snapshot.as_of,
            _unanswered(snapshot, inputs, product, changes),
        ),
    )


def check(changes: Changes) -> None:
    """Refuse what makes no sense.

    Raises:
        InputError: a change is out of its range; the message names it and the range.
    """
    promotion = changes.promotion
    limits = (
        ("leadTimeDays", changes.lead_time_days, 0, MAX_DAYS),
        ("serviceLevel", changes.service_level, 0.01, 0.999),
        ("price", changes.price, 0, 1e12),
        ("delayDays", changes.delay_days, 0, MAX_DAYS),
        ("budget", changes.budget, 0, 1e15),
        ("discountRate", promotion.discount_rate if promotion else None, 0.01, 0.95),
    )
    for name, value, least, most in limits:
        if value is not None and not least <= value <= most:
            raise InputError(f"{name} {value:g} is refused: it must be between {least:g} and {most:g}.")
    if promotion is not None and promotion.ends_on < promotion.starts_on:
        raise InputError(f"The promotion ends on {promotion.ends_on}, before it starts on {promotion.starts_on}.")


def changed_inputs(
    snapshot: Snapshot, inputs: ReplenishmentInputs, product: int, changes: Changes
) -> ReplenishmentInputs:
    """The inputs with the changes of one SKU; without any they stay as they are."""
    terms, inbound = inputs.terms.copy(), inputs.inbound.copy()
    mine = terms["unique_id"] == product
    row = terms[mine].iloc[0]
    if changes.lead_time_days is not None:
        terms.loc[mine, "lead_time_mean"] = changes.lead_time_days
        terms.loc[mine, "lead_time_sd"] = row["lead_time_sd"] if pd.notna(row["lead_time_mean"]) else 0.0
    if changes.delay_days:
        usual = _usual_lead(terms[mine].iloc[0], snapshot)
        terms.loc[mine, "lead_time_mean"] = usual + changes.delay_days
        on_the_way = inbound["unique_id"] == product
        later = pd.to_datetime(inbound.loc[on_the_way, "expected_on"]) + pd.Timedelta(days=changes.delay_days)
        inbound = inbound.astype({"expected_on": "datetime64[ns]"})
        inbound.loc[on_the_way, "expected_on"] = later
    if changes.service_level is not None:
        terms.loc[mine, "service_level"] = changes.service_level
        terms.loc[mine, "is_service_level_set"] = True
    if changes.price is not None:
        terms.loc[mine, "price"] = changes.price
    if changes.budget is not None:
        terms = terms.astype({"max_order_qty": "float64"})
        terms.loc[mine, "max_order_qty"] = _affordable(row, changes.budget)
    path = _path(snapshot, inputs.path, product, row, changes)
    return replace(inputs, terms=terms, inbound=inbound, path=path)


def _unanswered(snapshot: Snapshot, inputs: ReplenishmentInputs, product: int, changes: Changes) -> list[str]:
    """What the forecast says nothing to, as keys of assumptions.

    The response to prices is learned from discounts; what a price above the usual one does was not seen.
    """
    row = inputs.terms[inputs.terms["unique_id"] == product].iloc[0]
    usual = _usual_price(row)
    said = []
    if changes.price is not None and not changes.price <= usual:
        said.append("PRICE_RISE_NOT_FORECAST")
    if _discounts(snapshot, row, changes) is not None and snapshot.model() is None:
        said.append("DISCOUNT_NOT_FORECAST")
    return said


def _usual_price(row: "pd.Series[Any]") -> float:
    """The price paid lately, else the list price; NaN if neither is known."""
    return float(row["price"] if pd.notna(row["price"]) else row["list_price"])


def _usual_lead(row: "pd.Series[Any]", snapshot: Snapshot) -> float:
    for value in (row["lead_time_mean"], row["lead_time_days"]):
        if pd.notna(value):
            return float(value)
    return snapshot.policy.default_lead_time_days


def _affordable(row: "pd.Series[Any]", budget: float) -> float:
    if pd.isna(row["unit_cost"]) or row["unit_cost"] <= 0:
        raise InputError(f"SKU {row['sku']} has no unit cost; a budget cannot be applied to it.")
    units = np.floor(budget / row["unit_cost"])
    return float(units if pd.isna(row["max_order_qty"]) else min(units, row["max_order_qty"]))


def _path(
    snapshot: Snapshot, path: pd.DataFrame, product: int, row: "pd.Series[Any]", changes: Changes
) -> pd.DataFrame:
    """The run's daily means, the SKU's times what the run's model makes of the discounts."""
    discount = _discounts(snapshot, row, changes)
    if discount is None:
        return path
    mine = path["unique_id"] == product
    days = pd.to_datetime(path.loc[mine, "ds"]).dt.date
    factors = discount_factors(snapshot, product, discount)
    return path.assign(
        mean=path["mean"].where(~mine, path["mean"] * pd.Series(days.map(factors).fillna(1.0), index=path.index[mine]))
    )


def _discounts(snapshot: Snapshot, row: "pd.Series[Any]", changes: Changes) -> dict[date, float] | None:
    """Discount rate of each day ahead that is changed; None: none is."""
    ahead = pd.date_range(pd.Timestamp(snapshot.as_of) + pd.Timedelta(days=1), periods=60).date
    found: dict[date, float] = {}
    usual = _usual_price(row)
    if changes.price is not None and pd.notna(usual) and 0 < changes.price < usual:
        found = dict.fromkeys(ahead, float(1 - changes.price / usual))
    promotion = changes.promotion
    if promotion is not None:
        inside = [day for day in ahead if promotion.starts_on <= day <= promotion.ends_on]
        found |= {day: max(promotion.discount_rate, found.get(day, 0.0)) for day in inside}
    return found or None


def discount_factors(snapshot: Snapshot, product: int, discount: dict[date, float]) -> dict[date, float]:
    """What the run's model forecasts with the discounts over what it forecasts without, by day; 1 without a model."""
    model = snapshot.model()
    if model is None:
        return {}
    usual, changed = snapshot.panel(product, {}), snapshot.panel(product, discount)
    before = demand_ahead(usual, model, snapshot.as_of, {}).path[0]
    after = demand_ahead(changed, model, snapshot.as_of, {}).path[0]
    factor = np.divide(after, before, out=np.ones_like(after), where=before > 0)
    days = pd.date_range(pd.Timestamp(snapshot.as_of) + pd.Timedelta(days=1), periods=len(factor)).date
    return dict(zip(days.tolist(), factor.tolist(), strict=True))


def _outcome(
    rows: pd.DataFrame, inputs: ReplenishmentInputs, product: int, as_of: date, unanswered: Collection[str] = ()
) -> Outcome:
    path, positions = inputs.path, inputs.positions
    row = {str(name): value for name, value in rows.iloc[0].items()}
    means = path[path["unique_id"] == product].sort_values("ds")["mean"].to_numpy()
    return Outcome(
        quantity=int(row["quantity"]),
        order_up_to=int(row["order_up_to"]),
        service_level=float(row["service_level"]),
        lead_time_days=float(row["lead_time_days"]),
        stockout_probability=None if pd.isna(row["stockout_probability"]) else float(row["stockout_probability"]),
        order_by=_day(row["order_by"]),
        depletion_date=_depletion(_day(row["depletion_date"]), positions[positions["unique_id"] == product], as_of),
        forecast={days: float(means[:days].sum()) for days in HORIZONS},
        waterfall=[{"key": term["key"], "units": int(term["units"])} for term in row["waterfall"]],
        assumptions=[*(str(key) for key in row["assumptions"]), *unanswered],
    )


def _depletion(day: date | None, position: pd.DataFrame, as_of: date) -> date | None:
    """The day on which stock ends; None also where nothing is on hand and the next day finds nothing."""
    is_empty = bool((position["on_hand"] <= 0).fillna(value=False).any())
    return None if day is None or (is_empty and day <= as_of + timedelta(days=1)) else day


def _day(value: Any) -> date | None:  # noqa: ANN401  a cell of a frame
    return None if pd.isna(value) else pd.Timestamp(value).date()
