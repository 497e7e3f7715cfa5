"""Layers of demand on planted histories: one-off orders, lost sales, promotions, and what planners decide."""

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.factories.history import warehouse_of
from tests.factories.warehouse import rows, run

FIRST = date(2024, 1, 1)
ZONE = "Asia/Seoul"


def at(day: np.ndarray, hour: int) -> pd.DatetimeIndex:
    local = pd.Timestamp(FIRST) + pd.to_timedelta(day, unit="D") + pd.Timedelta(hours=hour)
    return local.tz_localize(ZONE).tz_convert("UTC")


def tables(sold: np.ndarray, on_hand: np.ndarray | None = None) -> dict[str, pd.DataFrame]:
    """Raw rows of a matrix SKU x day of units sold, one order each, and of evening stock."""
    sku, day = np.nonzero(sold)
    number = np.arange(1, len(sku) + 1)
    ids = np.arange(1, len(sold) + 1)
    found = {
        "products": pd.DataFrame(
            {
                "id": ids,
                "sku": [f"S{n}" for n in ids],
                "category": "A",
                "currency": "KRW",
                "is_stocked": True,
                "launched_on": FIRST,
            }
        ),
        "orders": pd.DataFrame(
            {"id": number, "order_no": number.astype(str), "ordered_at": at(day, 12), "currency": "KRW"}
        ),
        "order_items": pd.DataFrame(
            {
                "id": number,
                "order_id": number,
                "product_id": sku + 1,
                "quantity": sold[sku, day],
                "units_per_item": 1,
                "unit_price_minor": 1000,
                "discount_amount_minor": 0,
            }
        ),
    }
    if on_hand is not None:
        sku, day = np.indices(on_hand.shape).reshape(2, -1)
        found["inventory"] = pd.DataFrame(
            {
                "id": np.arange(1, len(sku) + 1),
                "product_id": sku + 1,
                "warehouse_code": "MAIN",
                "snapshot_at": at(day, 22),
                "on_hand": on_hand.ravel(),
                "reserved": 0,
                "in_transit": 0,
            }
        )
    return found


def shop_that_runs_out(regained: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units wanted, units sold and evening stock: 40 SKUs, ten days without stock every 80; of what finds nothing a
    share comes back over the three days after."""
    rng = np.random.default_rng(seed)
    wanted = rng.poisson(rng.uniform(1.0, 6.0, 40)[:, None], (40, 420))
    on_hand, sold = np.full(wanted.shape, 50), wanted.copy()
    for start in range(60, 400, 80):
        gone = wanted[:, start : start + 10].sum(axis=1)
        sold[:, start : start + 10], on_hand[:, start : start + 10] = 0, 0
        back = rng.multinomial(rng.binomial(gone, regained), [1 / 3] * 3)
        sold[:, start + 10 : start + 13] += back
    return wanted, sold, on_hand


@pytest.mark.parametrize("regained", [0.0, 0.4, 0.8])
def test_the_lost_share_is_what_was_planted(schema: list[str], regained: float) -> None:
    wanted, sold, on_hand = shop_that_runs_out(regained, seed=3)
    with warehouse_of(schema, tables(sold, on_hand)) as warehouse:
        run(warehouse, FIRST + timedelta(days=419))
        (share,) = rows(warehouse, "select * from lost_shares")
        (sums,) = rows(warehouse, "select sum(demand_units) as demand, sum(sold_units) as sold from sku_daily_stats")
    assert share["is_identified"]
    assert share["lost_share"] == pytest.approx(1 - regained, abs=0.06)
    assert share["lost_share_low"] <= 1 - regained <= share["lost_share_high"]  # type: ignore[operator]
    assert sums["demand"] == pytest.approx(wanted.sum(), rel=0.01), "neither lost nor counted twice"
    if regained < 0.8:
        assert sums["sold"] < 0.985 * wanted.sum()  # type: ignore[operator]


def test_with_few_stock_outs_the_lost_share_is_not_identified_and_nothing_is_added(schema: list[str]) -> None:
    wanted, sold, on_hand = shop_that_runs_out(0.4, seed=3)
    with warehouse_of(schema, tables(sold[:1, :200], on_hand[:1, :200])) as warehouse:
        run(warehouse, FIRST + timedelta(days=199))
        assert rows(warehouse, "select * from stockout_demand") != []
        assert rows(warehouse, "select * from lost_shares where is_identified") == []
        assert rows(warehouse, "select * from sku_daily_stats where demand_units <> sold_units") == []
        (correction,) = rows(warehouse, "select * from demand_corrections")
    assert wanted.any()
    assert (correction["layer"], correction["is_applied"], correction["share"]) == ("STOCKOUT", False, None)


def orders_of(sizes: Sequence[tuple[int, int]]) -> np.ndarray:
    """One SKU that sells two a day on every second day, and these (day, units) instead."""
    sold = np.zeros((1, 200), dtype=int)
    sold[0, ::2] = 2
    for day, units in sizes:
        sold[0, day] = units
    return sold


def outliers(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    found = rows(warehouse, "select sale_date, outlier_units from order_outliers order by sale_date")
    return [((row["sale_date"] - FIRST).days, row["outlier_units"]) for row in found]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([(120, 100)], [(120, 98)]),
        ([(120, 10)], []),  # five times the usual is not more than five times
        ([(120, 27)], []),  # less than four weeks' sales
        ([(120, 100), (140, 100)], [(120, 98), (140, 98)]),
        ([(120, 100), (140, 100), (160, 100)], [(120, 98), (140, 98)]),  # the third time it is usual
        ([(20, 100)], []),  # too little is known by then
    ],
    ids=["one-off", "large", "four weeks", "twice", "thrice", "early"],
)
def test_a_one_off_bulk_order_is_cut_to_the_usual(
    schema: list[str], sizes: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    with warehouse_of(schema, tables(orders_of(sizes))) as warehouse:
        run(warehouse, FIRST + timedelta(days=199))
        assert outliers(warehouse) == expected
        query = "select sold_units, demand_units, demand_reason from sku_daily_stats where outlier_units > 0"
        cut = rows(warehouse, query)
    assert cut == [{"sold_units": 100, "demand_units": 2.0, "demand_reason": "OUTLIER_CAPPED"}] * len(expected)


def test_weekly_rows_are_weeks_of_many_orders_and_not_cut(schema: list[str]) -> None:
    sold = np.zeros((1, 7 * 60), dtype=int)
    sold[0, ::7] = 4
    sold[0, 7 * 40] = 100
    with warehouse_of(schema, tables(sold)) as warehouse:
        run(warehouse, FIRST + timedelta(days=7 * 60 - 1))
        assert outliers(warehouse) == []
        assert rows(warehouse, "select adi, stale_days from sku_features cross join feed_window") == [
            {"adi": pytest.approx(7.0), "stale_days": 0}
        ]


def test_a_weekly_row_each_week_is_frequent(schema: list[str]) -> None:
    sold = np.zeros((2, 7 * 60), dtype=int)
    sold[0, ::7], sold[1, ::21] = 4, 4
    with warehouse_of(schema, tables(sold)) as warehouse:
        run(warehouse, FIRST + timedelta(days=7 * 60 - 1))
        found = rows(warehouse, "select demand_class from sku_features order by product_id")
    assert [row["demand_class"] for row in found] == ["SMOOTH", "INTERMITTENT"]


def test_what_comes_later_does_not_change_a_verdict(schema: list[str]) -> None:
    sold = orders_of([(120, 100), (140, 100), (160, 100)])
    with warehouse_of(schema, tables(sold)) as warehouse:
        run(warehouse, FIRST + timedelta(days=150))
        before = outliers(warehouse)
        run(warehouse, FIRST + timedelta(days=199))
        assert outliers(warehouse)[: len(before)] == before == [(120, 98), (140, 98)]


def on_promotion() -> dict[str, pd.DataFrame]:
    """Ten SKUs that sell 3 a day, and 9 on the days of a promotion."""
    sold = np.full((10, 120), 3)
    sold[:, 84:98] = 9
    starts, ends = FIRST + timedelta(days=84), FIRST + timedelta(days=97)
    promotion = {"id": [1], "code": ["P"], "kind": ["DISCOUNT"], "starts_on": [starts], "ends_on": [ends]}
    return {
        **tables(sold, np.full(sold.shape, 50)),
        "promotions": pd.DataFrame({**promotion, "discount_rate": [0.2]}),
        "promotion_products": pd.DataFrame({"id": range(1, 11), "promotion_id": 1, "product_id": range(1, 11)}),
    }


def test_what_a_promotion_brought_is_told_and_stays_in(schema: list[str]) -> None:
    with warehouse_of(schema, on_promotion()) as warehouse:
        run(warehouse, FIRST + timedelta(days=119))
        effects = rows(warehouse, "select distinct uplift, promotion_share from promotion_effects")
        days = rows(warehouse, "select distinct sold_units, promotion_units, demand_units from sku_daily_stats")
    assert effects == [{"uplift": 3.0, "promotion_share": pytest.approx(2 / 3, abs=1e-6)}]
    assert {tuple(row.values()) for row in days} == {(3, 0.0, 3.0), (9, 6.0, 9.0)}


def decided(warehouse: duckdb.DuckDBPyConnection, sku: int, layer: str, decision: str) -> None:
    warehouse.execute("insert into raw_demand_decisions values (?, ?, ?, ?)", [sku, sku, layer, decision])


def test_a_planner_takes_a_promotion_out_of_one_sku(schema: list[str]) -> None:
    with warehouse_of(schema, on_promotion()) as warehouse:
        decided(warehouse, 4, "PROMOTION", "ACCEPTED")
        run(warehouse, FIRST + timedelta(days=119))
        query = (
            "select distinct product_id = 4 as mine, demand_units, planner_units, demand_reason from sku_daily_stats"
        )
        days = rows(warehouse, f"{query} where promotion_units > 0 order by mine")
        applied = rows(warehouse, "select product_id, units, decision from demand_corrections where is_applied")
    assert [tuple(row.values()) for row in days] == [
        (False, 9.0, 0.0, "OBSERVED"),
        (True, 3.0, -6.0, "PROMOTION_REMOVED"),
    ]
    assert applied == [{"product_id": 4, "units": -84.0, "decision": "ACCEPTED"}]


def test_a_planner_refuses_that_an_order_was_one_off(schema: list[str]) -> None:
    with warehouse_of(schema, tables(orders_of([(120, 100)]))) as warehouse:
        decided(warehouse, 1, "OUTLIER", "REFUSED")
        run(warehouse, FIRST + timedelta(days=199))
        (day,) = rows(warehouse, "select * from sku_daily_stats where outlier_units > 0")
        (correction,) = rows(warehouse, "select * from demand_corrections")
    assert (day["outlier_units"], day["planner_units"], day["demand_units"]) == (98.0, 98.0, 100.0)
    assert (correction["is_applied"], correction["decision"]) == (False, "REFUSED")


def test_a_planner_refuses_stock_out_corrections_of_one_sku(schema: list[str]) -> None:
    _, sold, on_hand = shop_that_runs_out(0.4, seed=3)
    with warehouse_of(schema, tables(sold, on_hand)) as warehouse:
        decided(warehouse, 7, "STOCKOUT", "REFUSED")
        run(warehouse, FIRST + timedelta(days=419))
        own = rows(warehouse, "select demand_units - sold_units as more from sku_daily_stats where product_id = 7")
        other = rows(warehouse, "select demand_units - sold_units as more from sku_daily_stats where product_id = 8")
    assert {row["more"] for row in own} == {0.0}
    assert sum(row["more"] for row in other) > 10  # type: ignore[misc]


def test_cancelled_bulk_orders_leave_no_trace(schema: list[str]) -> None:
    found = tables(orders_of([(120, 5000)]))
    found["orders"]["cancelled_at"] = found["orders"]["ordered_at"].where(found["order_items"]["quantity"] == 5000)
    with warehouse_of(schema, found) as warehouse:
        run(warehouse, FIRST + timedelta(days=199))
        assert outliers(warehouse) == []
        (day,) = rows(warehouse, "select sold_units, demand_units from sku_daily_stats where ordered_units = 5000")
    assert day == {"sold_units": 0, "demand_units": 0.0}
