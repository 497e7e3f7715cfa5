"""Recommend what to order of every SKU, and say how the number came about (docs/replenishment.md)."""

from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Dates, Floats, Ints, take
from analytics.replenishment.calendar import allowed_weekdays, open_days, order_by
from analytics.replenishment.fingerprint import input_documents, input_sha256
from analytics.replenishment.inputs import Policy, ReplenishmentInputs, dates, floats, is_currency_mixed
from analytics.replenishment.order_up_to import OrderUpToLevel, Situation, order_up_to_level
from analytics.replenishment.outlook import Outlook, depletion_days, outlook
from analytics.replenishment.plan import Plan, prepare, whole_days
from analytics.replenishment.quantity import Limits, Need, limits, listed, total, waterfall
from analytics.replenishment.stockout_probability import probability_above
from analytics.replenishment.supplier_minimum import Lines, meet_minimum

ORDER_BY_DAYS = 60  # an order day is looked for so many days beyond the path


def recommend(inputs: ReplenishmentInputs, as_of: date, policy: Policy) -> pd.DataFrame:
    """Recommend an order for every SKU that has a forecast.

    Args:
        inputs: frames as `ReplenishmentInputs` describes them.
        as_of: the last known day; an order can be placed from the next day on.
        policy: what is assumed where nothing is known.

    Returns:
        One row per SKU of `path`, by unique_id: unique_id, supplier_id (Int64), quantity, order_by, expected_arrival,
        depletion_date (datetime64, NaT = none or not known), lead_time_days, review_days, service_level, order_up_to,
        waterfall (list of {"key", "units"} whose units sum to the quantity), assumptions (list of keys), unit_cost,
        currency, stockout_probability, overstock_value (NaN = not known), input_sha256 (32 bytes).

    Raises:
        FaultError: a frame lacks a column, a SKU lacks terms or spread, or a value is out of its range.
    """
    plan, ahead, bounds, found = order_up_to_levels(inputs, as_of, policy)
    due = plan.inbound.due_within(plan.cycle.protection)
    position = np.nan_to_num(plan.available) + due
    level = position + found.need
    terms = waterfall(
        Need(
            demand=rounded(ahead.mean_until(plan.cycle.protection)),
            lost=rounded(found.paths.lost.mean(axis=1)),
            level=level,
            data_uncertainty=found.data_uncertainty,
            lot=found.lot,
            on_hand=np.nan_to_num(plan.on_hand),
            reserved=plan.reserved,
            inbound=due,
        ),
        bounds,
    )
    terms["SUPPLIER_MINIMUM"] = _supplier_minimum(plan, found, ahead, total(terms), bounds)
    quantity = total(terms).astype(np.int64)
    return pd.DataFrame(
        {
            **_terms_of_order(plan, found),
            "quantity": quantity,
            **_days_of_order(plan, ahead, quantity),
            "order_up_to": level.astype(np.int64),
            "waterfall": listed(terms),
            "assumptions": _assumptions(plan, terms, bounds),
            "stockout_probability": _stockout(plan, found, ahead),
            "overstock_value": np.where(np.isnan(plan.available), np.nan, np.maximum(-found.need, 0))
            * floats(plan.terms["unit_cost"]),
            "input_sha256": [
                input_sha256(document) for document in input_documents(inputs, plan.ids, plan.path, as_of, policy)
            ],
        }
    )


def order_up_to_levels(
    inputs: ReplenishmentInputs, as_of: date, policy: Policy
) -> tuple[Plan, Outlook, Limits, OrderUpToLevel]:
    """How many units of each SKU to have, and what that follows from; stock that is not known counts as none."""
    plan = prepare(inputs, as_of, policy)
    ahead = outlook(plan.path, dates(plan.terms["discontinued_on"]), as_of)
    bounds = limits(plan.terms, plan.is_discontinued, plan.sellable(ahead))
    situation = Situation(
        ahead=ahead,
        cycle=plan.cycle,
        available=np.nan_to_num(plan.available),
        inbound=plan.inbound,
        spread=plan.spread,
        data_uncertainty=plan.data_uncertainty,
        economy=plan.economy,
        set_level=plan.set_level,
        fallback_level=plan.service_level,
    )
    return plan, ahead, bounds, order_up_to_level(situation, bounds)


def rounded(units: Floats) -> Floats:
    """Units rounded, halves up."""
    return np.floor(units + 0.5)


def _supplier_minimum(plan: Plan, found: OrderUpToLevel, ahead: Outlook, quantity: Floats, bounds: Limits) -> Floats:
    """Units added or taken away so that each supplier's minimum order value is met."""

    def saved(rows: Ints) -> Floats:
        paths = take(found.paths, rows)
        units = paths.shortage(np.zeros(len(rows))) - paths.shortage(quantity[rows])
        return np.maximum(plan.economy.margin[rows], 0) * units

    rate = ahead.mean_until(plan.cycle.protection) / np.maximum(plan.cycle.protection, 1)
    lines = Lines(
        supplier=floats(plan.terms["supplier_id"]),
        minimum=floats(plan.terms["min_order_value"]),
        quantity=quantity,
        unit_cost=floats(plan.terms["unit_cost"]),
        rate=rate,
        holding=plan.economy.holding,
        saved=saved,
    )
    return meet_minimum(lines, bounds) - quantity


def _stockout(plan: Plan, found: OrderUpToLevel, ahead: Outlook) -> Floats:
    """P(stock-out until the next order's arrival) if nothing is ordered: exact, or on paths where something arrives."""
    spread = plan.spread.widened(plan.data_uncertainty)
    alone = probability_above(np.nan_to_num(plan.available), ahead, plan.cycle, spread)
    awaits = plan.inbound.due_within(plan.cycle.protection) > 0
    risk = np.where(awaits, found.paths.stockout(), alone)
    return np.where(np.isnan(plan.available), np.nan, np.clip(risk, 0, 1))


def _terms_of_order(plan: Plan, found: OrderUpToLevel) -> dict[str, object]:
    return {
        "unique_id": plan.ids.to_numpy(dtype=np.int64),
        "supplier_id": plan.terms["supplier_id"].astype("Int64").array,
        "unit_cost": floats(plan.terms["unit_cost"]),
        "currency": plan.terms["currency"].to_numpy(),
        "service_level": found.service_level,
        "lead_time_days": plan.times.lead,
        "review_days": plan.times.review.astype(np.int64),
    }


def _days_of_order(plan: Plan, ahead: Outlook, quantity: Ints) -> dict[str, Dates]:
    """Dates; no order-by where nothing is to be ordered, or where the stock and so its end are not known."""
    depletion = depletion_days(plan.available, plan.inbound.by_day(ahead.days), ahead)
    days = plan.as_of + np.arange(1, ahead.days + ORDER_BY_DAYS)
    is_open = open_days(days, allowed_weekdays(plan.terms["order_weekdays"]), plan.terms["closures"])
    latest = order_by(depletion, plan.times.lead, is_open, ahead.days, plan.as_of)
    ordered = np.where((quantity > 0) & ~np.isnan(plan.on_hand), latest, np.datetime64("NaT", "D"))
    return {
        "order_by": ordered.astype("datetime64[ns]"),
        "expected_arrival": (ordered + whole_days(plan.times.lead)).astype("datetime64[ns]"),
        "depletion_date": (plan.as_of + whole_days(depletion)).astype("datetime64[ns]"),
    }


def _assumptions(plan: Plan, terms: dict[str, Floats], bounds: Limits) -> list[list[str]]:
    """What was assumed or prevents an order, per SKU, as keys in a fixed order."""
    known = ~np.isnan(plan.on_hand)
    holds = {
        "LEAD_TIME_ASSUMED": plan.times.is_lead_assumed,
        "REVIEW_ASSUMED": plan.times.is_review_assumed,
        "STOCK_UNKNOWN": ~known,
        "STOCK_STALE": known & (plan.stock_as_of < plan.as_of - plan.policy.stale_stock_days),
        "STOCK_ABSENT": known & plan.is_stock_absent,
        "STOCK_NEGATIVE": plan.on_hand < 0,
        "INBOUND_OVERDUE": plan.inbound.is_overdue,
        "COST_UNKNOWN": np.isnan(floats(plan.terms["unit_cost"])),
        "CURRENCY_MIXED": is_currency_mixed(plan.terms),
        "SHORT_HISTORY": plan.is_short_history,
        "FORECAST_EXTENDED": plan.cycle.protection > plan.path.shape[1],
        "MOQ_ABOVE_MAXIMUM": bounds.is_impossible & (terms["MAXIMUM"] < 0),
        "BELOW_SUPPLIER_MINIMUM": terms["SUPPLIER_MINIMUM"] < 0,
        "MAY_EXPIRE": total(terms) > bounds.sellable,
        "DISCONTINUED": plan.is_discontinued,
    }
    rows = zip(*holds.values(), strict=True)
    return [[key for key, is_true in zip(holds, row, strict=True) if is_true] for row in rows]
