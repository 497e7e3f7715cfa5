"""What a recommendation is made from, checked and brought into one row per SKU."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Dates, Floats
from kit.errors import FaultError

TERMS = (
    "supplier_id", "unit_cost", "currency", "moq", "pack_size", "max_order_qty", "lead_time_days", "lead_time_mean",
    "lead_time_sd", "order_cycle_days", "order_weekdays", "closures", "discontinued_on", "service_level",
    "is_service_level_set", "review_days", "price", "list_price", "holding_cost_rate", "ordering_cost",
    "min_order_value", "interval_factor", "shelf_life_days",
)  # fmt: skip
POSITIONS = ("on_hand", "reserved", "stock_as_of")


@dataclass(frozen=True)
class ReplenishmentInputs:
    """Frames keyed by `unique_id` (product id, int64).

    terms: one row per SKU with the columns of `TERMS`; service_level in (0, 1), money per unit (ordering_cost per
        order of the SKU, min_order_value per order at the supplier), holding_cost_rate a share of unit_cost a year,
        times in days, closures periods such as 2026-02-16/2026-02-18, discontinued_on the last day on sale,
        sales_currency (may be left out: that of cost) the currency of price, currency that of unit_cost,
        interval_factor what uncertain data widen the spread by (null: 1), shelf_life_days null if it keeps.
    positions: on_hand, reserved (units, null = not known), stock_as_of (date); a SKU may be absent. is_stock_absent,
        may be left out: 0 on hand is assumed since a complete stock report leaves the SKU out.
    inbound: expected_on (date, null = no date), units (>= 0); any number of rows per SKU.
    path: ds (each of the same first days after the as-of date), mean (expected units, >= 0).
    spread: v, c; a total with mean m has variance v*m + (c*m)**2. is_short_history, may be left out: no past forecast
        has shown yet how far totals scatter.
    """

    terms: pd.DataFrame
    positions: pd.DataFrame
    inbound: pd.DataFrame
    path: pd.DataFrame
    spread: pd.DataFrame


@dataclass(frozen=True)
class Policy:
    """What is assumed where nothing is known: days, holding cost a year as a share of unit cost, cost of an order.

    `is_profit_optimal`: SKUs without their own service level get the profit-optimal one.
    """

    default_lead_time_days: float = 14
    default_review_days: int = 7
    stale_stock_days: int = 1
    holding_cost_rate: float = 0.25
    ordering_cost: float = 0.0
    is_profit_optimal: bool = True


def require(frame: pd.DataFrame, name: str, columns: Iterable[str]) -> None:
    """Refuse a frame that lacks a column.

    Raises:
        FaultError: a column is missing; the message names the frame and the columns.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise FaultError(f"The frame '{name}' lacks the columns {', '.join(missing)}.")


def aligned(frame: pd.DataFrame, name: str, columns: Iterable[str], ids: pd.Index) -> pd.DataFrame:
    """Return the columns in the order of `ids`; SKUs that the frame lacks become rows of nulls.

    Raises:
        FaultError: a column is missing or a SKU appears twice.
    """
    wanted = list(columns)
    require(frame, name, ["unique_id", *wanted])
    if frame["unique_id"].duplicated().any():
        twice = frame.loc[frame["unique_id"].duplicated(), "unique_id"].iloc[0]
        raise FaultError(f"The frame '{name}' holds SKU {twice} twice; it must have one row per SKU.")
    return frame.set_index("unique_id")[wanted].reindex(ids)


def planning_terms(frame: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """The terms in the order of `ids`, with `sales_currency`: that of cost where an older run did not keep it."""
    known = frame if "sales_currency" in frame.columns else frame.assign(sales_currency=frame["currency"])
    return aligned(known, "terms", (*TERMS, "sales_currency"), ids)


def is_currency_mixed(terms: pd.DataFrame) -> Bools:
    """Whether a SKU is sold in another currency than it is bought in, so that the two amounts cannot be compared."""
    sold = terms["sales_currency"]
    return np.asarray((sold.notna() & (sold != terms["currency"])).to_numpy(dtype=np.bool_))


def currency_mixed(frame: pd.DataFrame, ids: pd.Index) -> Bools:
    """`is_currency_mixed` of terms in the order of `ids`; no where an older run did not keep the currency of sales."""
    if "sales_currency" not in frame.columns:
        return np.zeros(len(ids), dtype=np.bool_)
    return is_currency_mixed(aligned(frame, "terms", ("currency", "sales_currency"), ids))


def flags(frame: pd.DataFrame, name: str, ids: pd.Index) -> Bools:
    """A column of yes or no in the order of `ids`; no where the frame (of an older run) lacks the column or the SKU."""
    if name not in frame.columns:
        return np.zeros(len(ids), dtype=np.bool_)
    found = frame.set_index("unique_id")[name].reindex(ids)
    return np.asarray(found.eq(other=True).to_numpy(dtype=np.bool_))


def floats(column: pd.Series) -> Floats:
    """Numbers (also decimals and nullable integers) as float64; null becomes NaN."""
    return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)


def dates(column: pd.Series) -> Dates:
    """Dates as datetime64[D]; null becomes NaT."""
    return pd.to_datetime(column).to_numpy(dtype="datetime64[D]")


def daily_matrix(frame: pd.DataFrame, name: str, ids: pd.Index, as_of: date) -> Floats:
    """The daily means as SKU x day (day 1 is the day after `as_of`), units.

    Raises:
        FaultError: a SKU lacks a day or has it twice, a day is not after `as_of`, or a mean is negative or no number.
    """
    require(frame, name, ["unique_id", "ds", "mean"])
    rows = ids.get_indexer(pd.Index(frame["unique_id"]))
    offsets = (dates(frame["ds"]) - np.datetime64(as_of, "D")).astype(np.int64)
    means = floats(frame["mean"])
    chosen = rows >= 0
    rows, offsets, means = rows[chosen], offsets[chosen], means[chosen]
    if offsets.size and offsets.min() < 1:
        raise FaultError(
            f"The frame '{name}' contains days that are not after {as_of}; a forecast begins the day after."
        )
    if not bool(np.all(means >= 0)) or not bool(np.all(np.isfinite(means))):
        raise FaultError(f"The frame '{name}' contains a mean that is negative or not a number.")
    matrix = np.full((len(ids), int(offsets.max(initial=1))), np.nan)
    matrix[rows, offsets - 1] = means
    if matrix.size != means.size or bool(np.isnan(matrix).any()):
        raise FaultError(f"The frame '{name}' must hold each day after {as_of} exactly once for every SKU.")
    return matrix
