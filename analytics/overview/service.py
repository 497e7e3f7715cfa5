"""The overview of a SKU: stock, cover, risk, forecast and recommendation in one row. Null means "not known"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.core.arrays import Bools, Floats
from analytics.core.calendar import HORIZONS
from analytics.replenishment.inputs import aligned, dates, flags, floats, is_currency_mixed, require
from kit.errors import FaultError

RISK_HORIZON = 14
MIN_EXPECTED_UNITS = 0.05
"""Expected demand of `RISK_HORIZON` days below this counts as none: it reads 0.0 wherever it is shown."""
SALES_DAYS = 28
CLASSES = ("demand_class", "abc", "xyz", "lifecycle")
POSITIONS = ("on_hand", "reserved", "on_order", "open_order_units", "received_order_units")
TERMS = ("price", "list_price", "trust_grade", "short_history_grade", "currency", "sales_currency", "is_stocked")


@dataclass(frozen=True)
class OverviewInputs:
    """Frames keyed by `unique_id` (product id, int64).

    terms: every SKU once, with the columns of `TERMS`; prices per unit, null = not known.
    positions: on_hand, reserved, on_order, open_order_units, received_order_units (units, as `stock_positions`); a SKU
    may be absent.
    totals: horizon_days (7, 14, 30), mean. risks: by horizon, as of `stockout_risks`.
    spread: is_short_history of SKUs with a forecast (see `ReplenishmentInputs`): it costs a grade of trust.
    demand: ds, sold_units, paid_price, at least for the last 28 days.
    classes: demand_class, abc, xyz, lifecycle of every SKU. recommendations: quantity, depletion_date.
    """

    terms: pd.DataFrame
    positions: pd.DataFrame
    totals: pd.DataFrame
    risks: Mapping[int, pd.DataFrame]
    spread: pd.DataFrame
    demand: pd.DataFrame
    classes: pd.DataFrame
    recommendations: pd.DataFrame


@dataclass(frozen=True)
class RiskThresholds:
    """Least stock-out probability over 14 days that counts as medium and as high risk."""

    medium: float = 0.2
    high: float = 0.5


def overview(inputs: OverviewInputs, as_of: date, thresholds: RiskThresholds) -> pd.DataFrame:
    """Describe every SKU of `terms`.

    Returns:
        One row per SKU, by unique_id: unique_id, as_of_date, on_hand, reserved (Int64), on_order, open_order_units (of
        it, units of purchase orders), received_order_units (ever received of purchase orders), days_of_cover (stock
        not promised / mean of the 30-day forecast), depletion_date, stockout_risk (LOW where nothing is expected to
        sell; STOCKED_OUT where tomorrow's demand finds no stock; null of SKUs that are not stocked),
        stockout_probability_7/14/30 (some demand finds no stock if nothing is ordered), forecast_7/14/30 (units),
        revenue_28, units_28, money_at_risk (expected units lost in 14 days x price), recommended_quantity (Int64),
        demand_class, abc, xyz, lifecycle, trust_grade.

    Raises:
        FaultError: a frame lacks a column, holds a SKU twice, or a SKU has no class or grade.
    """
    require(inputs.terms, "terms", ["unique_id"])
    ids = pd.Index(np.sort(inputs.terms["unique_id"].to_numpy()), name="unique_id")
    terms = aligned(inputs.terms, "terms", TERMS, ids)
    positions = aligned(inputs.positions, "positions", POSITIONS, ids)
    orders = aligned(inputs.recommendations, "recommendations", ("quantity", "depletion_date"), ids)
    on_hand = floats(positions["on_hand"])
    available = on_hand - np.nan_to_num(floats(positions["reserved"]))
    means = _means(inputs.totals, ids)
    risks = _risks(inputs.risks, ids)
    depletion = dates(orders["depletion_date"])
    is_empty = (on_hand <= 0) & (depletion <= np.datetime64(as_of, "D") + 1)
    risk = _risk(means[RISK_HORIZON], is_empty, risks.probabilities[RISK_HORIZON], thresholds)
    risk[~terms["is_stocked"].eq(other=True).to_numpy(dtype=np.bool_)] = None
    price = floats(terms["price"])
    price = np.where(np.isnan(price), floats(terms["list_price"]), price)
    return pd.DataFrame(
        {
            "unique_id": ids.to_numpy(dtype=np.int64),
            "as_of_date": np.datetime64(as_of, "ns"),
            "on_hand": positions["on_hand"].astype("Int64").array,
            "reserved": positions["reserved"].astype("Int64").array,
            **{name: np.nan_to_num(floats(positions[name])).astype(np.int64) for name in POSITIONS[2:]},
            "days_of_cover": _cover(available, means[30]),
            "depletion_date": depletion.astype("datetime64[ns]"),
            "stockout_risk": risk,
            **{f"stockout_probability_{days}": risks.probabilities[days] for days in HORIZONS},
            **{f"forecast_{days}": means[days] for days in HORIZONS},
            **_sales(inputs.demand, ids, as_of, is_currency_mixed(terms)),
            "money_at_risk": np.where(is_currency_mixed(terms), np.nan, risks.lost_units * price),
            "recommended_quantity": orders["quantity"].astype("Int64").array,
            **_classes(inputs.classes, _grades(terms, flags(inputs.spread, "is_short_history", ids)), ids),
        }
    )


@dataclass(frozen=True)
class _Risks:
    probabilities: dict[int, Floats]
    lost_units: Floats


def _means(totals: pd.DataFrame, ids: pd.Index) -> dict[int, Floats]:
    require(totals, "totals", ["unique_id", "horizon_days", "mean"])
    return {
        days: floats(aligned(totals[totals["horizon_days"] == days], f"totals of {days} days", ["mean"], ids)["mean"])
        for days in HORIZONS
    }


def _risks(risks: Mapping[int, pd.DataFrame], ids: pd.Index) -> _Risks:
    """Stock-out probability per horizon and units lost in 14 days; NaN without known stock or forecast."""
    known = {
        days: aligned(risks[days], f"risks of {days} days", ("probability", "lost_units"), ids) for days in HORIZONS
    }
    return _Risks(
        {days: floats(frame["probability"]) for days, frame in known.items()},
        floats(known[RISK_HORIZON]["lost_units"]),
    )


def _cover(available: Floats, mean_30: Floats) -> Floats:
    """Days that the stock lasts at the mean forecast rate; NaN where unknown or where nothing is expected to sell."""
    rate = np.where(mean_30 > 0, mean_30, np.nan) / 30
    return np.asarray(np.maximum(available, 0) / rate)


def _risk(demand: Floats, is_empty: Bools, probability: Floats, thresholds: RiskThresholds) -> npt.NDArray[np.object_]:
    """The class of risk; what is not expected to sell can't run out, and goods that arrive in time keep it from it."""
    cases = [
        demand < MIN_EXPECTED_UNITS,
        np.isnan(demand) | np.isnan(probability),
        is_empty,
        probability >= thresholds.high,
        probability >= thresholds.medium,
    ]
    return np.select(cases, ["LOW", "UNKNOWN", "STOCKED_OUT", "HIGH", "MEDIUM"], default="LOW").astype(object)


def _sales(demand: pd.DataFrame, ids: pd.Index, as_of: date, is_mixed: Bools) -> dict[str, npt.NDArray[np.generic]]:
    """Units and money of the last 28 days, net of cancellations; no money where its currency is not the SKU's."""
    require(demand, "demand", ["unique_id", "ds", "sold_units", "paid_price"])
    days = (np.datetime64(as_of, "D") - dates(demand["ds"])).astype(np.int64)
    recent = demand[(days >= 0) & (days < SALES_DAYS)]
    units = floats(recent["sold_units"])
    money = units * np.where(units > 0, floats(recent["paid_price"]), 0.0)
    rows = ids.get_indexer(pd.Index(recent["unique_id"]))
    units, money, rows = units[rows >= 0], money[rows >= 0], rows[rows >= 0]
    return {
        "revenue_28": np.where(is_mixed, np.nan, np.bincount(rows, money, minlength=len(ids))),
        "units_28": np.rint(np.bincount(rows, units, minlength=len(ids))).astype(np.int64),
    }


def _grades(terms: pd.DataFrame, is_short_history: Bools) -> pd.Series:
    return terms["short_history_grade"].where(is_short_history, terms["trust_grade"])


def _classes(classes: pd.DataFrame, grades: pd.Series, ids: pd.Index) -> dict[str, npt.NDArray[np.object_]]:
    found = aligned(classes, "classes", CLASSES, ids).assign(trust_grade=grades)
    if bool(found.isna().to_numpy().any()):
        sku = found.index[found.isna().any(axis=1)][0]
        raise FaultError(f"SKU {sku} lacks its demand class, ABC, XYZ, lifecycle or trust grade; every SKU needs all.")
    return {str(name): found[name].to_numpy(dtype=object) for name in found.columns}
