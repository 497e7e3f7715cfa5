"""A small shop's history in raw rows, seeded: sales, stock that runs out, returns, promotions, ads and purchases."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from tests.factories.warehouse import filled

ZONE = "Asia/Seoul"
Frames = dict[str, pd.DataFrame]


def make_history(seed: int, start: date, days: int, skus: int) -> Frames:
    """Raw tables by name; every instant is an hour of the business day in Seoul, given in UTC."""
    rng = np.random.default_rng(seed)
    first = pd.Timestamp(start)
    grid = pd.MultiIndex.from_product([range(1, skus + 1), range(days)], names=["product_id", "day"]).to_frame(
        index=False
    )
    rate = np.exp(rng.normal(0.2, 1.0, skus))[grid.product_id - 1]
    birth = np.where(rng.random(skus) < 0.3, rng.integers(0, days - 5, skus), 0)[grid.product_id - 1]
    wanted = np.where(grid.day >= birth, rng.poisson(rate * (1 + 0.5 * (grid.day % 7 == 5))), 0)
    empty = (rng.random(len(grid) // 8 + 1).repeat(8)[: len(grid)] < 0.12) & (grid.product_id % 4 != 0)
    sold = np.where(empty, np.minimum(wanted, rng.integers(0, 2, len(grid))), wanted)
    products = _products(rng, skus, first, days)
    orders, items = _orders(rng, grid[sold > 0].assign(quantity=sold[sold > 0]), first)
    tables = {"products": products, "suppliers": _suppliers(), "orders": orders, "order_items": items}
    tables["order_returns"] = _returns(rng, orders, items)
    tables["payments"] = pd.DataFrame(
        {"id": orders.id, "order_id": orders.id, "method": "CARD", "amount_minor": 1000, "paid_at": orders.ordered_at}
    )
    stocked = (grid.product_id % 4 != 0) & (grid.day >= birth)
    shelf = grid[stocked].assign(on_hand=np.where(empty, 0, rng.integers(3, 60, len(grid)))[stocked])
    tables["inventory"] = pd.DataFrame(
        {
            "id": range(1, len(shelf) + 1),
            "product_id": shelf.product_id.to_numpy(),
            "warehouse_code": "MAIN",
            "snapshot_at": _at(first, shelf.day, 22),
            "on_hand": shelf.on_hand.to_numpy(),
            "reserved": 0,
            "in_transit": rng.integers(0, 3, len(shelf)),
        }
    )
    more = {**_marketing(rng, grid, first, skus, days), **_purchases(rng, first, skus, days)}
    return {**tables, **more, **_foretold(first, skus, days)}


def _at(first: pd.Timestamp, day: "pd.Series[int]", hour: "int | pd.Series[int]") -> "pd.Series[pd.Timestamp]":
    local = pd.to_datetime(first) + pd.to_timedelta(day, unit="D") + pd.to_timedelta(hour, unit="h")
    return pd.Series(local).dt.tz_localize(ZONE).dt.tz_convert("UTC").reset_index(drop=True)


def _suppliers() -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2], "code": ["S1", "S2"], "currency": "KRW", "lead_time_days": [10, None]}).astype(
        {"lead_time_days": "Int64"}
    )


def _products(rng: np.random.Generator, skus: int, first: pd.Timestamp, days: int) -> pd.DataFrame:
    number = np.arange(1, skus + 1)
    launch = (first + pd.to_timedelta(rng.integers(0, days, skus), unit="D")).date
    return pd.DataFrame(
        {
            "id": number,
            "sku": [f"SKU-{n:03d}" for n in number],
            "category": np.where(number % 3 == 0, None, np.where(number % 3 == 1, "kitchen", "garden")),
            "supplier_id": 1 + number % 2,
            "unit_cost_minor": rng.integers(100, 900, skus),
            "currency": "KRW",
            "is_stocked": True,
            "launched_on": np.where(number % 5 == 0, launch, None),
        }
    )


def _orders(rng: np.random.Generator, sales: pd.DataFrame, first: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every product's sales of a day are split over up to two orders."""
    sales = pd.concat([sales, sales.sample(frac=0.3, random_state=1)]).sort_values(
        ["day", "product_id"], ignore_index=True
    )
    number = np.arange(1, len(sales) + 1)
    ordered_at = _at(first, sales.day, pd.Series(rng.integers(0, 24, len(sales))))
    late = pd.to_timedelta(rng.integers(1, 100, len(sales)), unit="h")
    cancelled_at = (ordered_at + late).where(rng.random(len(sales)) < 0.05)
    orders = pd.DataFrame(
        {
            "id": number,
            "order_no": [f"O{n}" for n in number],
            "ordered_at": ordered_at,
            "currency": "KRW",
            "cancelled_at": cancelled_at,
        }
    )
    quantity = sales.quantity.where(number % 997 != 0, 200)  # a one-off bulk order now and then
    price = 500 * sales.product_id + rng.integers(0, 3, len(sales)) * 50
    items = pd.DataFrame(
        {
            "id": number,
            "order_id": number,
            "product_id": sales.product_id,
            "quantity": quantity,
            "units_per_item": 1,
            "unit_price_minor": price,
            "discount_amount_minor": np.where(rng.random(len(sales)) < 0.2, price // 10 * quantity, 0),
        }
    )
    return orders, items


def _returns(rng: np.random.Generator, orders: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    chosen = items[rng.random(len(items)) < 0.08]
    later = pd.to_timedelta(rng.integers(1, 600, len(chosen)), unit="h")
    return pd.DataFrame(
        {
            "id": range(1, len(chosen) + 1),
            "order_item_id": chosen.id.to_numpy(),
            "kind": np.where(rng.random(len(chosen)) < 0.4, "CANCELLATION", "RETURN"),
            "quantity": 1,
            "returned_at": (orders.ordered_at[chosen.index] + later).to_numpy(),
        }
    ).assign(returned_at=lambda frame: pd.to_datetime(frame.returned_at, utc=True))


def _marketing(rng: np.random.Generator, grid: pd.DataFrame, first: pd.Timestamp, skus: int, days: int) -> Frames:
    starts = first + pd.to_timedelta(np.sort(rng.integers(0, days + 60, 30)), unit="D")
    promotions = pd.DataFrame(
        {
            "id": range(1, 31),
            "code": [f"P{n}" for n in range(30)],
            "kind": "DISCOUNT",
            "starts_on": starts.date,
            "ends_on": (starts + pd.Timedelta(days=4)).date,
            "discount_rate": rng.integers(1, 5, 30) / 10,
            "announced_on": np.where(np.arange(30) % 2 == 0, (starts - pd.Timedelta(days=9)).date, None),
        }
    )
    members = pd.DataFrame({"id": range(1, 61), "promotion_id": np.repeat(range(1, 31), 2)})
    members["product_id"] = rng.integers(1, skus // 2, 60) * 2 - np.tile([0, 1], 30)
    ads = grid[rng.random(len(grid)) < 0.05]
    spend = pd.DataFrame(
        {
            "id": range(1, len(ads) + 1),
            "campaign_id": 1,
            "product_id": ads.product_id.to_numpy(),
            "spend_date": (first + pd.to_timedelta(ads.day.to_numpy(), unit="D")).date,
            "spend_minor": rng.integers(0, 9999, len(ads)),
            "impressions": 10,
            "clicks": 1,
        }
    )
    return {"promotions": promotions, "promotion_products": members, "ad_spend_daily": spend}


def _purchases(rng: np.random.Generator, first: pd.Timestamp, skus: int, days: int) -> Frames:
    count = days // 4
    created, number = pd.Series(np.arange(count) * 4), np.arange(1, count + 1)
    approved = _at(first, created + 3, 10)
    received_day = created + 3 + rng.integers(2, 20, count)
    orders = pd.DataFrame(
        {
            "id": number,
            "order_no": [f"PO{n}" for n in number],
            "supplier_id": 1 + number % 2,
            "state": "COMPLETED",
            "created_at": _at(first, created, 9),
            "approved_at": approved,
            "completed_at": _at(first, received_day + 1, 9),
            "expected_on": (first + pd.to_timedelta(created + 12, unit="D")).dt.date,
        }
    )
    items = pd.DataFrame({"id": number, "purchase_order_id": number, "product_id": 1 + number % skus, "quantity": 20})
    receipts = pd.DataFrame(
        {"id": number, "purchase_order_item_id": number, "received_at": _at(first, received_day, 15), "quantity": 12}
    )
    made = {"purchase_orders": orders, "purchase_order_items": items, "purchase_order_receipts": receipts}
    return {**made, "purchase_history": _purchases_elsewhere(first, skus, days)}


def _purchases_elsewhere(first: pd.Timestamp, skus: int, days: int) -> pd.DataFrame:
    """An order every third day, half of it received later; each seventh never comes, some of these are closed."""
    number = np.arange(1, days // 3)
    ordered, taken = first + pd.to_timedelta(number * 3, unit="D"), pd.to_timedelta(3 + number * 7 % 23, unit="D")
    comes = number % 7 != 0
    return pd.DataFrame(
        {
            "id": number,
            "reference": [f"E{n}" if n % 10 else f"PO{n}" for n in number],
            "product_id": 1 + number % skus,
            "supplier_id": 1 + number % 2,
            "ordered_on": ordered.date,
            "due_on": np.where(number % 2 == 0, (ordered + pd.Timedelta(days=8)).date, None),
            "quantity": 10,
            "received_quantity": np.where(comes, 5 + number % 2 * 5, 0),
            "received_on": np.where(comes, (ordered + taken).date, None),
            "closed_on": np.where(number % 21 == 0, (ordered + pd.Timedelta(days=40)).date, None),
        }
    )


def _foretold(first: pd.Timestamp, skus: int, days: int) -> Frames:
    """Totals published every second week, and overrides that they held, as the record of forecasts keeps them."""
    grid = pd.MultiIndex.from_product([range(1, skus + 1), range(60, days, 14), (7, 14, 30)])
    ledger = grid.to_frame(index=False, name=["product_id", "day", "horizon_days"])
    ledger["origin_date"] = (first + pd.to_timedelta(ledger.day, unit="D")).dt.date
    number = np.arange(1, days // 40)
    starts = first + pd.to_timedelta(number * 40, unit="D")
    overrides = pd.DataFrame({"override_id": number, "product_id": 1 + number % skus, "reason": "EVENT"})
    daily = pd.MultiIndex.from_product([range(1, skus + 1), range(60, days, 5), (1, 2)]).to_frame(
        index=False, name=["product_id", "origin", "step"]
    )
    origin = first + pd.to_timedelta(daily.origin, unit="D")
    target = origin + pd.to_timedelta(daily.step, unit="D")
    return {
        "day_forecasts": daily[["product_id"]].assign(
            target_date=target.dt.date, origin_date=origin.dt.date, mean=2.0, v=1.5, c=0.1
        ),
        "forecast_ledger": ledger.drop(columns="day").assign(
            model="LIGHTGBM", demand_class="SMOOTH", mean=10.0, p10=4.0, p50=9.0, p90=20.0, model_p50=8.0
        ),
        "override_forecasts": overrides.assign(
            origin_date=(starts - pd.Timedelta(days=1)).date,
            starts_on=starts.date,
            ends_on=(starts + pd.Timedelta(days=5)).date,
            units_with=12.0,
            units_without=8.0,
        ),
    }


def insert_frames(warehouse: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame]) -> None:
    """Fill raw tables from frames; columns that a frame leaves out are null."""
    for table, frame in tables.items():
        warehouse.register("given", frame)
        warehouse.execute(f"insert into raw_{table} by name select * from given")
        warehouse.unregister("given")


@contextmanager
def warehouse_of(schema: Sequence[str], tables: Mapping[str, pd.DataFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory with this history."""
    with filled(schema, {}) as warehouse:
        insert_frames(warehouse, tables)
        yield warehouse
