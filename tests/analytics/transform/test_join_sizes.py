"""No query of the marts yields more rows on the way than three times its largest table; one that does is named."""

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest

from analytics.transform.profile import OutgrownStep, outgrown_steps, start_profiling
from bench.join_sizes import END, examine, fill
from tests.factories.warehouse import filled

SKUS, DAYS, NIGHTS = 100, 200, 57
LOOKUPS = """
    with due as (
        select
            *,
            cast(origin_date + horizon_days as date) as last_day
        from raw_forecast_ledger
        where origin_date + horizon_days <= $until
    ),

    running as (
        select
            unique_id as product_id,
            ds,
            sum(cast(y as decimal(14, 3))) over days as units
        from demand_daily
        where unique_id in (select product_id from due)
        window days as (partition by unique_id order by ds)
    )

    select due.*, last_sum.units - origin_sum.units as actual, week_sum.units as week_before
    from due
    inner join running as last_sum on due.product_id = last_sum.product_id and due.last_day = last_sum.ds
    inner join running as origin_sum on due.product_id = origin_sum.product_id and due.origin_date = origin_sum.ds
    left join running as week_sum on due.product_id = week_sum.product_id and due.origin_date - 7 = week_sum.ds
"""


@pytest.fixture(scope="module")
def examined(schema: list[str]) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, list[OutgrownStep]]]]:
    """A built warehouse with 57 nights of forecasts that came due, and what each model and check blew up."""
    with filled(schema, {}) as warehouse:
        fill(warehouse, SKUS, DAYS, NIGHTS)
        yield warehouse, {name: found for name, _, found in examine(warehouse)}


def test_no_operator_yields_more_than_three_times_the_largest_table(
    examined: tuple[duckdb.DuckDBPyConnection, dict[str, list[OutgrownStep]]],
) -> None:
    _, found = examined
    assert {"forecast_outcomes", "override_outcomes", "stockout_spells", "sku_terms", "demand_has_no_gaps"} <= set(
        found
    )
    assert [str(step) for steps in found.values() for step in steps] == []


def test_the_warehouse_has_rows_for_every_model_that_could_blow_up(
    examined: tuple[duckdb.DuckDBPyConnection, dict[str, list[OutgrownStep]]],
) -> None:
    warehouse, found = examined
    tables = {name for (name,) in warehouse.execute("select table_name from duckdb_tables()").fetchall()}
    counts = {
        name: warehouse.execute(f"select count(*) from {name}").fetchall()[0][0] for name in sorted(tables & set(found))
    }
    assert counts["forecast_outcomes"] == SKUS * ((57 - 7) + (57 - 14) + (57 - 30))
    assert [name for name, rows in counts.items() if rows == 0] == ["category_seasons"]


def test_a_query_that_meets_on_the_product_alone_is_named(
    examined: tuple[duckdb.DuckDBPyConnection, dict[str, list[OutgrownStep]]],
) -> None:
    warehouse, _ = examined
    start_profiling(warehouse)
    made = warehouse.execute(f"create temp table looked_up as {LOOKUPS}", {"until": END}).fetchall()
    (step,) = outgrown_steps(warehouse, "looked_up", made[0][0])
    assert (step.subject, step.operator, step.condition) == ("looked_up", "HASH_JOIN", "product_id = product_id")
    assert step.rows > SKUS * (DAYS - 10) ** 2
    assert str(step).startswith("looked_up: HASH_JOIN (product_id = product_id) yields ")


def test_every_total_is_scored_with_what_was_sold(
    examined: tuple[duckdb.DuckDBPyConnection, dict[str, list[OutgrownStep]]],
) -> None:
    warehouse, _ = examined
    day = END - timedelta(days=20)
    found = warehouse.execute(
        "select unique_id, actual, naive from forecast_outcomes where origin_date = $day and horizon_days = 14",
        {"day": day},
    ).fetchall()
    demand = warehouse.execute(
        "select unique_id, ds, cast(y as decimal(14, 3)) from demand_daily where ds > $since",
        {"since": day - timedelta(7)},
    ).fetchall()
    sold: dict[tuple[int, date], float] = {(sku, ds): float(units) for sku, ds, units in demand}
    expected = {
        sku: (
            sum(sold[sku, day + timedelta(n)] for n in range(1, 15)),
            2 * sum(sold[sku, day - timedelta(n)] for n in range(7)),
        )
        for sku in range(1, SKUS + 1)
    }
    assert {sku: actual for sku, actual, _ in found} == pytest.approx({sku: sums[0] for sku, sums in expected.items()})
    assert {sku: naive for sku, _, naive in found} == pytest.approx({sku: sums[1] for sku, sums in expected.items()})
