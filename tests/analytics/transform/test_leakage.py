"""What happened after the run's date changes no row of any model."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from analytics.transform.models import load_models
from tests.factories.history import ZONE, Frames, make_history, warehouse_of
from tests.factories.warehouse import run

START, AS_OF = date(2022, 1, 1), date(2023, 3, 15)
DAYS = 520
MOMENTS = {
    "orders": "ordered_at",
    "order_returns": "returned_at",
    "payments": "paid_at",
    "inventory": "snapshot_at",
    "purchase_orders": "created_at",
    "purchase_order_receipts": "received_at",
}
DAY_COLUMNS = {"ad_spend_daily": "spend_date"}


def is_future(moment: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    return pd.Series(moment.dt.tz_convert(ZONE).dt.date > AS_OF)


def unknown_rows(tables: Frames) -> dict[str, "pd.Series[bool]"]:
    """Per table, the rows that nobody could know at the end of the run's date."""
    found = {table: is_future(tables[table][column]) for table, column in MOMENTS.items()}
    found["ad_spend_daily"] = tables["ad_spend_daily"].spend_date > AS_OF
    found["purchase_history"] = tables["purchase_history"].ordered_on > AS_OF
    found["forecast_ledger"] = tables["forecast_ledger"].origin_date > AS_OF
    found["day_forecasts"] = tables["day_forecasts"].origin_date > AS_OF
    found["override_forecasts"] = tables["override_forecasts"].origin_date > AS_OF
    found["order_items"] = found["orders"]  # one line an order, in the same row
    promotions = tables["promotions"]
    thirty_before = (pd.to_datetime(promotions.starts_on) - pd.Timedelta(days=30)).dt.date
    found["promotions"] = promotions.announced_on.fillna(thirty_before) > AS_OF
    return found


def later_deliveries(tables: Frames, received_on: date | None, closed_on: date | None, units: int) -> Frames:
    """What becomes of deliveries after the run's date, changed."""
    history = tables["purchase_history"]
    arrives_later = history.received_on.map(lambda day: not pd.isna(day) and day > AS_OF)
    closes_later = history.closed_on.map(lambda day: not pd.isna(day) and day > AS_OF)
    assert arrives_later.any()
    return {
        "received_on": history.received_on.mask(arrives_later, received_on),
        "received_quantity": history.received_quantity.mask(arrives_later, units),
        "closed_on": history.closed_on.mask(closes_later, closed_on),
    }


def without_future(tables: Frames) -> Frames:
    unknown = unknown_rows(tables)
    past = {table: frame[~unknown[table]] if table in unknown else frame for table, frame in tables.items()}
    for table, column in (
        ("orders", "cancelled_at"),
        ("purchase_orders", "approved_at"),
        ("purchase_orders", "completed_at"),
    ):
        known = past[table][column].where(~is_future(past[table][column]))
        past[table] = past[table].assign(**{column: known})
    past["purchase_history"] = past["purchase_history"].assign(**later_deliveries(tables, None, None, 0))
    state = past["purchase_orders"].completed_at.map(lambda done: "APPROVED" if pd.isna(done) else "COMPLETED")
    past["purchase_orders"] = past["purchase_orders"].assign(state=state)
    return past


def with_another_future(tables: Frames) -> Frames:
    unknown, other = unknown_rows(tables), dict(tables)
    changes = {
        "order_items": {"quantity": 999, "unit_price_minor": 1},
        "inventory": {"on_hand": -50},
        "ad_spend_daily": {"spend_minor": 7777777},
        "promotions": {"discount_rate": 0.99},
        "order_returns": {"quantity": 500, "kind": "CANCELLATION"},
        "purchase_order_receipts": {"quantity": 500},
        "purchase_history": {"quantity": 500},
        "forecast_ledger": {"p50": 1e6},
        "day_forecasts": {"mean": 1e6},
        "override_forecasts": {"units_with": 1e6},
    }
    for table, values in changes.items():
        frame = tables[table].copy()
        for column, value in values.items():
            frame.loc[unknown[table], column] = value
        other[table] = frame
    told = later_deliveries(tables, date(2029, 1, 1), date(2029, 1, 1), 7)
    other["purchase_history"] = other["purchase_history"].assign(**told)
    cancelled = tables["orders"].cancelled_at
    everything = cancelled.where(cancelled.notna() & ~is_future(cancelled), pd.Timestamp("2030-01-01", tz="UTC"))
    other["orders"] = tables["orders"].assign(cancelled_at=everything)
    return other


def contents(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    return {name: warehouse.execute(f"select * from {name} order by all").fetchall() for name in load_models()}


@pytest.fixture(scope="module")
def tables() -> Frames:
    made = make_history(11, START, DAYS, 16)
    stock = made["inventory"]
    is_left_out = (stock["product_id"] > 12) & (stock["on_hand"] == 0)
    return {**made, "inventory": stock[~is_left_out]}


@pytest.fixture(scope="module")
def as_known(schema: list[str], tables: Frames) -> dict[str, list[tuple[object, ...]]]:
    with warehouse_of(schema, tables) as warehouse:
        run(warehouse, AS_OF, history_days=400)
        return contents(warehouse)


@pytest.mark.parametrize("change", [without_future, with_another_future])
def test_the_future_changes_no_model(
    schema: list[str], tables: Frames, as_known: dict[str, list[tuple[object, ...]]], change: object
) -> None:
    with warehouse_of(schema, change(tables)) as warehouse:  # type: ignore[operator]
        run(warehouse, AS_OF, history_days=400)
        found = contents(warehouse)
    differing = {name for name, rows in found.items() if repr(rows) != repr(as_known[name])}
    assert differing == set()


def test_the_history_reaches_every_model(as_known: dict[str, list[tuple[object, ...]]]) -> None:
    """An empty model would pass the tests above without saying anything."""
    assert {name for name, rows in as_known.items() if not rows} == {"stg_movements", "stock_receipts"}


def test_the_past_does_change_models(
    schema: list[str], tables: Frames, as_known: dict[str, list[tuple[object, ...]]]
) -> None:
    """The comparison sees a change on the run's date itself."""
    changed = dict(tables)
    day = tables["orders"].ordered_at.dt.tz_convert(ZONE).dt.date == AS_OF
    changed["order_items"] = tables["order_items"].assign(quantity=tables["order_items"].quantity + day)
    with warehouse_of(schema, changed) as warehouse:
        run(warehouse, AS_OF, history_days=400)
        assert repr(contents(warehouse)["sku_features"]) != repr(as_known["sku_features"])
