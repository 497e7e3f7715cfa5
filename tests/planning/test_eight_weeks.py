"""A shop that lives through weeks of nights with people at work: what came due is scored exactly, nothing blows up."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from analytics.transform.models import load_models
from analytics.transform.profile import outgrown_steps, start_profiling
from analytics.world.service import generate
from bench.people_at_work import People, Work
from jobs.run import RunResult
from kit.progress import silent
from planning.assumptions import parameters, replenishment_policy
from planning.warehouse import open_home_warehouse
from tests.planning.test_nightly import END, Shop, open_shop

NIGHTS = (1, 2, 8, 31)
FIRST = END - timedelta(days=NIGHTS[-1])


@pytest.fixture(scope="module")
def shop(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    world: Path = tmp_path_factory.mktemp("world") / "files"
    generate(world, skus=40, days=400, seed=3, end=END, dirty=0.0, report=silent)
    yield from open_shop(module_database_url, tmp_path_factory.mktemp("home"), world)


def day_of(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.fixture(scope="module")
def lived(shop: Shop) -> dict[int, tuple[RunResult, Work]]:
    """Each night and what people did after it, by the night's number."""
    people = People(shop.engine, shop.settings.currency, shop.settings.zone)
    found = {}
    for number in NIGHTS:
        result = shop.night(day_of(number))
        found[number] = (result, people.work(day_of(number), 8))
    return found


def test_people_order_receive_override_and_rate(lived: dict[int, tuple[RunResult, Work]]) -> None:
    done = [work for _, work in lived.values()]
    assert all(work.orders for work in done)
    assert done[0].receipts == 0
    assert all(work.receipts for work in done[1:])
    assert sum(work.overrides for work in done) >= 24
    assert sum(work.ratings for work in done) > 0


def test_every_total_is_scored_on_the_first_night_after_it_is_due(
    shop: Shop, lived: dict[int, tuple[RunResult, Work]]
) -> None:
    """Each night scores what earlier nights published for as many SKUs as they published it for."""
    published = {number: result.as_json()["counts"]["forecast.skus"] for number, (result, _) in lived.items()}  # type: ignore[index]
    pending = {(origin, horizon) for origin in NIGHTS for horizon in (7, 14, 30)}
    for number, (result, _) in lived.items():
        due = {(origin, horizon) for origin, horizon in pending if origin + horizon <= number}
        pending -= due
        counts = result.as_json()["counts"]
        assert counts["score.totals"] == sum(published[origin] for origin, _ in due)  # type: ignore[index]
    assert pending == {(2, 30), (8, 30), (31, 7), (31, 14), (31, 30)}
    assert sum(result.as_json()["counts"]["score.overrides"] for result, _ in lived.values()) == 8  # type: ignore[index]


def test_what_came_due_on_the_last_night_is_the_demand_of_its_days(
    shop: Shop, lived: dict[int, tuple[RunResult, Work]]
) -> None:
    assert lived
    scored = shop.rows(f"""
        select product_id, horizon_days, origin_date, actual from ai.forecast_accuracy
        where source = 'PUBLISHED' and scored_on = '{day_of(31)}'
    """)
    origins = {(1, 14), (1, 30), (2, 7), (2, 14), (8, 7), (8, 14)}
    assert set(zip(scored["origin_date"], scored["horizon_days"], strict=True)) == {
        (day_of(origin), horizon) for origin, horizon in origins
    }
    with open_home_warehouse(shop.settings) as warehouse:
        demand = warehouse.execute("select unique_id, ds, cast(y as decimal(14, 3)) from demand_daily").fetchall()
    sold = {(sku, day): float(units) for sku, day, units in demand}
    expected = [
        sum(sold[row.product_id, row.origin_date + timedelta(days=step)] for step in range(1, row.horizon_days + 1))
        for row in scored.itertuples()
    ]
    assert scored["actual"].tolist() == pytest.approx(expected, abs=1e-9)
    assert sum(expected) > 0


def test_no_query_of_the_last_night_yields_more_than_three_times_its_largest_table(
    shop: Shop, lived: dict[int, tuple[RunResult, Work]]
) -> None:
    assert lived
    bound = parameters(shop.settings, replenishment_policy(shop.settings, shop.engine), day_of(31))
    with open_home_warehouse(shop.settings) as warehouse:
        start_profiling(warehouse)
        found = []
        for model in load_models().values():
            query = f"create temp table again as {model.statement.text}"
            ((rows,),) = warehouse.execute(query, bound.bindings(model.statement.parameters)).fetchall()
            found += outgrown_steps(warehouse, model.name, rows)
            warehouse.execute("drop table again")
    assert [str(step) for step in found] == []


def test_nothing_temporary_is_left(shop: Shop, lived: dict[int, tuple[RunResult, Work]]) -> None:
    assert lived
    assert [path.name for path in shop.settings.home.glob("warehouse*")] == ["warehouse.duckdb"]
