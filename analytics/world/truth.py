"""What only the generator knows, written beside the files in `truth/`."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.world.catalog import PACKS
from analytics.world.categories import CATEGORIES, weekday_factors
from analytics.world.columns import dates, words
from analytics.world.dirty import DirtyRow
from analytics.world.files import write_csv
from analytics.world.marketing import promotion_uplift
from analytics.world.masters import campaign_codes, promotion_codes
from analytics.world.parameters import Bools, Floats, Ints
from analytics.world.plan import Plan
from analytics.world.planting import SLIP_FACTOR, best_day
from analytics.world.purchasing import PurchaseLog
from analytics.world.simulation import FLOWS, Result

ROWS_A_CHUNK = 1_000_000
CELLS = ("unmet", "to_substitute", "delayed", "recaptured", "lost")
# What moves less than the largest pack of the shop, or a spike less than a week's sales, changes no order.
MATERIAL_UNITS, WEEK = float(max(PACKS)), 7
# A planted shock of demand shows in sales only if stock let at least this share of it through.
SHOWS_SHARE = 0.8
MIN_RATE = 1e-6
# A surge of returns shows once half of what it sends back on average is back.
BACK_SHARE = 0.5


def write_truth(folder: Path, plan: Plan, result: Result, log: PurchaseLog, dirty: list[DirtyRow]) -> int:
    """Write every file of the truth; returns how many planted anomalies there are."""
    folder.mkdir()
    _write_daily(folder / "daily.parquet", plan, result)
    anomalies = _anomalies(plan, result)
    deliveries = _deliveries(plan, log)
    promotions, ads = plan.promotions, plan.ads
    tables = {
        "categories": _categories(plan, result),
        "products": _products(plan),
        "anomalies": anomalies,
        "promotion_effects": pa.table(
            {
                "promotion": promotion_codes(promotions.pair_promotion),
                "product": words(plan.catalog.sku, promotions.pair_sku),
                "uplift": promotion_uplift(promotions, plan.catalog).round(4),
            }
        ),
        "ad_effects": pa.table(
            {
                "campaign": campaign_codes(ads.pair_campaign),
                "product": words(plan.catalog.sku, ads.pair_sku),
                "lift": ads.pair_lift.round(4),
            }
        ),
        "price_changes": _price_changes(plan),
        "supplier_deliveries": deliveries,
        "supplier_lead_times": _lead_times(plan, deliveries),
    }
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table)
    _write_dirty(folder / "dirty_rows.parquet", dirty)
    return int(anomalies.num_rows)


def _write_daily(path: Path, plan: Plan, result: Result) -> None:
    writer: pq.ParquetWriter | None = None
    for table in _daily(plan, result):
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _daily(plan: Plan, result: Result) -> Iterator[pa.Table]:
    """One row per SKU and day of its life: expected units, and every flow of the simulation."""
    catalog, days = plan.catalog, plan.parameters.days
    step = max(1, ROWS_A_CHUNK // len(catalog))
    for first in range(0, days, step):
        range_ = np.arange(first, min(first + step, days))[:, None]
        day, sku = np.nonzero((catalog.launched[None, :] <= range_) & (range_ <= catalog.ended[None, :]))
        day = day + first
        flows = {name: result.flows[name][day, sku] for name in FLOWS}
        yield pa.table(
            {
                "product": words(catalog.sku, sku),
                "ds": dates(plan.calendar, day),
                "expected": plan.demand.expected[day, sku],
                **flows,
                "is_stockout": flows["on_hand"] <= 0,
            }
        )


def _categories(plan: Plan, result: Result) -> pa.Table:
    """The planted behaviour of each category, and what it came to in units."""
    profile = weekday_factors().round(6)
    sums = {name: _by_category(plan, result.flows[name]) for name in ("demand", "sold", *CELLS)}
    planted = ("elasticity", "return_rate", "resaleable", "recapture_later", "recapture_substitute")
    return pa.table(
        {
            "category": [category.name for category in CATEGORIES],
            **{name: [getattr(category, name) for category in CATEGORIES] for name in planted},
            **{f"weekday_{day + 1}": profile[:, day] for day in range(profile.shape[1])},
            **{f"{name}_units": values for name, values in sums.items()},
        }
    )


def _by_category(plan: Plan, flow: Ints) -> Ints:
    return np.bincount(plan.catalog.category, flow.sum(axis=0), len(CATEGORIES)).astype(np.int64)


def _products(plan: Plan) -> pa.Table:
    catalog = plan.catalog
    own = catalog.substitute == np.arange(len(catalog))
    rounded = ("rate", "dispersion", "elasticity", "trend", "season_strength", "return_rate")
    return pa.table(
        {
            "product": catalog.sku,
            **{name: getattr(catalog, name).round(6) for name in rounded},
            "substitute": words(catalog.sku, catalog.substitute, ~own),
        }
    )


def _anomalies(plan: Plan, result: Result) -> pa.Table:
    """Every planted anomaly; `shows`: whether stock, chance and the world's end let it be seen in the files."""
    planted, slips, calendar = plan.planted, plan.slips, plan.calendar
    spans = [(slice(a, b + 1), sku) for a, b, sku in zip(planted.first, planted.last, planted.sku, strict=True)]
    units = {name: np.array([result.flows[name][span].sum() for span in spans]) for name in ("demand", "sold")}
    below = np.array([bool((result.flows["on_hand"][span] < 0).any()) for span in spans], dtype=np.bool_)
    supplied = units["sold"] >= SHOWS_SHARE * units["demand"]
    kind = np.array(planted.kind)
    shows = np.where(kind == "NEGATIVE_STOCK", below, supplied) | (kind == "CANCELLED_BULK_ORDER")
    shows &= (kind != "SALES_SPIKE") | _beyond_the_best_day(plan, result)
    shows &= (kind != "RETURN_SURGE") | (_back(plan, result) >= BACK_SHARE * planted.factor * units["sold"])
    moved, material = _moved(plan)
    none, count = np.zeros(len(slips.supplier), dtype=np.int64), len(planted.kind)
    first, last = np.concatenate([planted.first, slips.first]), np.concatenate([planted.last, slips.last])
    is_sku = np.arange(len(first)) < count
    return pa.table(
        {
            "anomaly_type": planted.kind + ["LEAD_TIME_SLIP"] * len(slips.supplier),
            "product": words(plan.catalog.sku, np.concatenate([planted.sku, none]), is_sku),
            "supplier": words(
                plan.suppliers.code, np.concatenate([plan.catalog.supplier[planted.sku], slips.supplier])
            ),
            "first_day": dates(calendar, first),
            "last_day": dates(calendar, last),
            "factor": np.concatenate([planted.factor, none + SLIP_FACTOR]).round(4),
            "demand_units": pa.array(np.concatenate([units["demand"], none]).astype(np.int64), mask=~is_sku),
            "sold_units": pa.array(np.concatenate([units["sold"], none]).astype(np.int64), mask=~is_sku),
            "shows": np.concatenate([shows, none == 0]).astype(np.bool_),
            "moved_units": pa.array(np.concatenate([moved, none]).round(2), from_pandas=True, mask=~is_sku),
            "is_material": np.concatenate([material, none == 0]).astype(np.bool_),
        }
    )


def _beyond_the_best_day(plan: Plan, result: Result) -> Bools:
    """Whether more was sold on a day of each planted anomaly than without it on the best day of a year."""
    planted, catalog = plan.planted, plan.catalog
    found = []
    for first, last, sku, factor in zip(planted.first, planted.last, planted.sku, planted.factor, strict=True):
        span = slice(first, last + 1), sku
        usual = np.maximum(plan.demand.expected[span] / factor, MIN_RATE)
        found.append(bool((result.flows["sold"][span] > best_day(usual, catalog.dispersion[sku])).any()))
    return np.array(found, dtype=np.bool_)


def _back(plan: Plan, result: Result) -> Ints:
    """Units sold on the days of each planted anomaly that were back when the world ended."""
    planted, lines = plan.planted, result.lines
    spans = zip(planted.first.tolist(), planted.last.tolist(), planted.sku, strict=True)
    return np.array(
        [
            sum(int(lines.returned[day][lines.sku[day] == sku].sum()) for day in range(first, last + 1))
            for first, last, sku in spans
        ],
        dtype=np.int64,
    )


def _moved(plan: Plan) -> tuple[Floats, Bools]:
    """Units that each planted anomaly adds or takes on average, NaN where it moves none; and whether a buyer would act.

    What the days made of it does not count: it depends on what was planted alone.
    """
    planted = plan.planted
    spans = zip(planted.first, planted.last, planted.sku, strict=True)
    expected = np.array([plan.demand.expected[first : last + 1, sku].sum() for first, last, sku in spans], dtype=float)
    kind, days = np.array(planted.kind), planted.last - planted.first + 1
    usual = expected / planted.factor
    is_shock = np.isin(kind, ("SALES_SPIKE", "SALES_DROP"))
    moved = np.where(is_shock, np.abs(expected - usual), np.nan)
    more_returned = expected * (planted.factor - plan.catalog.return_rate[planted.sku])
    moved = np.where(kind == "RETURN_SURGE", more_returned, moved)
    least = np.where(kind == "SALES_SPIKE", np.maximum(MATERIAL_UNITS, WEEK * usual / days), MATERIAL_UNITS)
    return moved, np.isnan(moved) | (moved >= least)


def _price_changes(plan: Plan) -> pa.Table:
    sku, day, price = plan.demand.changes
    columns = {"product": words(plan.catalog.sku, sku), "changed_on": dates(plan.calendar, day), "list_price": price}
    return pa.table(columns)


def _deliveries(plan: Plan, log: PurchaseLog) -> pa.Table:
    """Every purchase line; arrivals may lie beyond the world's end: those units are in transit."""
    line, calendar = log.columns(), plan.calendar
    has_rest = line["rest"] > 0
    return pa.table(
        {
            "supplier": words(plan.suppliers.code, plan.catalog.supplier[line["sku"]]),
            "product": words(plan.catalog.sku, line["sku"]),
            "ordered_on": dates(calendar, line["ordered"]),
            "due_on": dates(calendar, line["due"]),
            "arrives_on": dates(calendar, line["arrival"]),
            "lead_days": line["arrival"] - line["ordered"],
            "quantity": line["quantity"],
            "received": line["received"],
            "rest_arrives_on": dates(calendar, line["rest_arrival"], has_rest),
            "rest": line["rest"],
        }
    )


def _lead_times(plan: Plan, deliveries: pa.Table) -> pa.Table:
    suppliers = plan.suppliers
    days = pd.DataFrame({name: deliveries[name].to_pylist() for name in ("supplier", "lead_days")})
    found = days.groupby("supplier")["lead_days"].agg(["count", "mean", "std"]).reindex(suppliers.code)
    return pa.table(
        {
            "supplier": suppliers.code,
            "stated_days": suppliers.stated_days,
            "bias": suppliers.bias.round(4),
            "spread": suppliers.spread.round(4),
            "partial_share": suppliers.partial_share,
            "deliveries": found["count"].fillna(0).astype(int).to_numpy(),
            "mean_days": pa.array(found["mean"].round(4).to_numpy(), from_pandas=True),
            "sd_days": pa.array(found["std"].round(4).to_numpy(), from_pandas=True),
        }
    )


def _write_dirty(path: Path, dirty: list[DirtyRow]) -> None:
    schema = pa.schema(
        [
            ("file", pa.string()),
            ("line_no", pa.int64()),
            ("kind", pa.string()),
            ("is_refused", pa.bool_()),
            ("fields", pa.list_(pa.string())),
        ]
    )
    pq.write_table(pa.Table.from_pylist([{**vars(row), "fields": list(row.fields)} for row in dirty], schema), path)
