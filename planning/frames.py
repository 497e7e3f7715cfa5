"""Frames of the warehouse's marts, in the shapes that the analytics take."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.anomalies.panel import AnomalyInputs
from analytics.forecast.groups import Groups
from analytics.forecast.panel import AHEAD_DAYS, DemandPanel, Market, build_panel
from analytics.warehouse import within_limits

SHARD_SKUS = 5_000
TRAINING_SKUS = 8_000
ANOMALY_DAYS = 240
SPREADING_PRIME = 2_654_435_761  # Knuth's multiplicative hash: neighbouring ids land far apart


@dataclass(frozen=True)
class History:
    """The days that forecasts look at: the first with demand and the last that is known."""

    start: date
    until: date
    skus: int


def history(warehouse: DuckDBPyConnection) -> History:
    """Read which days and how many SKUs the demand mart holds."""
    query = "select min(ds), max(ds), count(distinct unique_id) from forecast_demand"
    with within_limits(warehouse, "the days of the demand mart"):
        ((start, until, skus),) = warehouse.execute(query).fetchall()
    return History(start, until, int(skus))


def shards(warehouse: DuckDBPyConnection) -> int:
    """How many shards the SKUs are worked on in."""
    return max(-(-history(warehouse).skus // SHARD_SKUS), 1)


def shard_panel(warehouse: DuckDBPyConnection, shard: int, count: int) -> DemandPanel:
    """Shard number `shard` of `count` as a panel."""
    return _panel(warehouse, f"(unique_id * {SPREADING_PRIME}) % {2**32} % {count} = {shard}")


def training_panel(warehouse: DuckDBPyConnection, skus: int = TRAINING_SKUS) -> DemandPanel:
    """A bounded, reproducible sample of all SKUs as a panel, so that training costs the same whatever their number."""
    bound = (
        "unique_id in (select unique_id from forecast_demand group by unique_id"
        f" order by (unique_id * {SPREADING_PRIME}) % {2**32} limit {skus})"
    )
    return _panel(warehouse, bound)


def _panel(warehouse: DuckDBPyConnection, which: str) -> DemandPanel:
    days = history(warehouse)
    demand = read(warehouse, f"select * from forecast_demand where {which}")
    ahead = read(
        warehouse, f"select unique_id, ds, planned_discount_rate as discount_rate from known_ahead where {which}"
    )
    market, (daily, members) = read(warehouse, "select * from market_daily order by ds"), group_frames(warehouse)
    return panel_of(demand, ahead, market, groups_of(daily, members, days.start, days.until))


def group_frames(warehouse: DuckDBPyConnection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Demand of the groups by day, and the groups of each SKU."""
    return read(warehouse, "select * from group_daily"), read(warehouse, "select * from sku_groups")


@dataclass(frozen=True)
class GroupedDays:
    """The groups with their totals, laid out over the days from `start` to `until`."""

    groups: Groups
    start: date
    until: date


def groups_of(daily: pd.DataFrame, members: pd.DataFrame, start: date, until: date) -> GroupedDays:
    """Lay the groups' demand out, group x day."""
    count = int(members["group_id"].max()) + 1 if len(members) else 0
    totals = np.zeros((count, (until - start).days + 1))
    columns = (pd.to_datetime(daily["ds"]) - pd.Timestamp(start)).dt.days.to_numpy(np.int64)
    totals[daily["group_id"].to_numpy(np.int64), columns] = daily["total"].to_numpy(np.float64)
    return GroupedDays(Groups(members, totals), start, until)


def panel_of(demand: pd.DataFrame, ahead: pd.DataFrame, market: pd.DataFrame, grouped: GroupedDays) -> DemandPanel:
    """Rows of `forecast_demand`, of `known_ahead` (with discount_rate) and all of `market_daily` as a panel."""
    start, until = grouped.start, grouped.until
    known = (until - start).days + 1
    holiday = np.zeros(known + AHEAD_DAYS)
    marked = market["is_holiday"].to_numpy(dtype=np.float64)[: len(holiday)]
    holiday[: len(marked)] = marked
    total = Market(market["total"].to_numpy(dtype=np.float64)[:known], holiday)
    return build_panel(demand, ahead, total, start, until, groups=grouped.groups)


def terms(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """The terms of every SKU."""
    return read(warehouse, "select * from sku_terms order by unique_id")


def positions(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """The stock of every SKU."""
    return read(
        warehouse,
        "select product_id as unique_id, on_hand, reserved, on_order, open_order_units, received_order_units,"
        " stock_as_of, is_stock_absent from stock_positions",
    )


def inbound(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """Units on their way in."""
    return read(warehouse, "select product_id as unique_id, expected_date as expected_on, units from inbound_units")


def classes(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """Demand class, ABC, XYZ and lifecycle of every SKU."""
    return read(
        warehouse,
        "select product_id as unique_id, demand_class, abc, xyz, lifecycle from sku_features"
        " inner join sku_lifecycles using (product_id)",
    )


def sku_features(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """The features of every SKU as of the run's date."""
    return read(warehouse, "select * from sku_features order by product_id")


def overrides(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """Planners' overrides that were not cleared."""
    return read(
        warehouse,
        "select id as override_id, product_id as unique_id, starts_on, ends_on, mode, value, reason, expires_on"
        " from raw_forecast_overrides order by id",
    )


def accuracy_sums(warehouse: DuckDBPyConnection) -> pd.DataFrame:
    """How forecasts of past origins did, summed, as it was known when this run began."""
    return read(warehouse, "select * from raw_accuracy_sums order by all")


def selling_until(sku_terms: pd.DataFrame) -> dict[int, date]:
    """The last selling day of SKUs that have one."""
    ended = sku_terms.dropna(subset=["discontinued_on"])
    return {
        int(sku): pd.Timestamp(day).date()
        for sku, day in zip(ended["unique_id"], ended["discontinued_on"], strict=True)
    }


def categories(sku_terms: pd.DataFrame) -> dict[int, str]:
    """The category of SKUs that have one."""
    known = sku_terms.dropna(subset=["category"])
    return {int(sku): str(name) for sku, name in zip(known["unique_id"], known["category"], strict=True)}


def launch_rates(warehouse: DuckDBPyConnection) -> dict[int, float]:
    """What a SKU like each sells a day in its first weeks."""
    with within_limits(warehouse, "a frame of the marts"):
        return dict(warehouse.execute("select unique_id, units_a_day from launch_rates").fetchall())


def recent_demand(warehouse: DuckDBPyConnection, as_of: date, days: int = ANOMALY_DAYS) -> pd.DataFrame:
    """Daily demand of the last days up to `as_of`."""
    since = as_of - timedelta(days=days)
    return read(warehouse, "select * from demand_daily where ds > $since", since=since)


def recent_sales(warehouse: DuckDBPyConnection, as_of: date, days: int = ANOMALY_DAYS) -> pd.DataFrame:
    """What sold on each of the last days up to `as_of`, of SKUs that are not stocked too."""
    since = as_of - timedelta(days=days)
    query = "select product_id as unique_id, stat_date as ds, sold_units, paid_price from sku_daily_stats"
    return read(warehouse, f"{query} where stat_date > $since", since=since)


def anomaly_inputs(warehouse: DuckDBPyConnection, sku_terms: pd.DataFrame, as_of: date) -> AnomalyInputs:
    """What the detectors look at, the forecasts made before each day among it."""
    since = as_of - timedelta(days=ANOMALY_DAYS)
    return AnomalyInputs(
        demand=recent_demand(warehouse, as_of),
        returns=read(
            warehouse,
            "select product_id as unique_id, stat_date as ds, returned_units from sku_daily_stats"
            " where stat_date > $since",
            since=since,
        ),
        stock=read(
            warehouse,
            "select product_id as unique_id, stock_date as ds, on_hand from stock_days where stock_date > $since",
            since=since,
        ),
        terms=sku_terms,
        promotions=read(
            warehouse,
            "select product_id as unique_id, promotion_date as ds from stg_promotions where promotion_date > $since",
            since=since,
        ),
        deliveries=read(
            warehouse,
            "select supplier_id, ordered_date as ordered_on, received_date as received_on, lead_days as days"
            " from purchase_deliveries where is_first_part",
        ),
        past_forecasts=read(warehouse, "select * from day_forecasts where ds > $since", since=since),
        known=read(warehouse, "select product_id as unique_id, detected_on, anomaly_type from raw_anomaly_detections"),
    )


def ratings(warehouse: DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """By type of anomaly: how many people found useful and how many not, as of today."""
    counted = read(
        warehouse,
        "select anomaly_type, count(*) filter (where feedback = 'USEFUL') as useful,"
        " count(*) filter (where feedback = 'NOT_USEFUL') as useless"
        " from raw_anomaly_detections group by anomaly_type having count(feedback) > 0",
    )
    columns = (counted[name].tolist() for name in ("anomaly_type", "useful", "useless"))
    return {str(kind): (int(useful), int(useless)) for kind, useful, useless in zip(*columns, strict=True)}


def read(warehouse: DuckDBPyConnection, query: str, **parameters: object) -> pd.DataFrame:
    """A query's rows as a pandas frame; days become datetime64."""
    with within_limits(warehouse, "a frame of the marts"):
        frame = warehouse.execute(query, parameters).df()
    for column in frame.columns[frame.columns.isin(["ds", "expected_on"])]:
        frame[column] = pd.to_datetime(frame[column])
    return frame
