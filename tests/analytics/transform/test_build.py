"""The build as a whole: what it refuses, what it warns of, and days that are unknown."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from math import exp

import pytest

from analytics.transform.errors import CheckError, ModelError
from analytics.transform.service import Parameters, build
from kit.errors import InputError
from tests.factories.warehouse import PARAMETERS, Row, filled, insert, rows, run

PRODUCT = {"id": 1, "sku": "A"}


def noon(day: date) -> datetime:
    """Noon in Seoul."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def sales(first: date, units: Sequence[int], product_id: int = 1) -> dict[str, list[Row]]:
    """One order a day with so many units; none on days with zero."""
    days = [(first + timedelta(days=number), sold) for number, sold in enumerate(units) if sold]
    orders = [
        {"id": product_id * 10000 + n, "order_no": f"{product_id}-{n}", "ordered_at": noon(day)}
        for n, (day, _) in enumerate(days)
    ]
    items = [
        {"id": order["id"], "order_id": order["id"], "product_id": product_id, "quantity": sold}
        for order, (_, sold) in zip(orders, days, strict=True)
    ]
    return {"orders": orders, "order_items": items}


def stock(first: date, on_hand: Sequence[int], product_id: int = 1) -> list[Row]:
    """A snapshot every evening."""
    return [
        {
            "id": product_id * 10000 + n,
            "product_id": product_id,
            "snapshot_at": noon(first + timedelta(days=n)),
            "on_hand": units,
        }
        for n, units in enumerate(on_hand)
    ]


def test_no_orders_before_the_date_is_refused_with_the_first_day(schema: list[str]) -> None:
    with filled(schema, {"products": [PRODUCT], **sales(date(2024, 3, 5), [1])}) as warehouse:
        with pytest.raises(InputError) as caught:
            run(warehouse, date(2024, 3, 4))
        assert str(caught.value) == (
            "There are no orders on or before 2024-03-04; the first is on 2024-03-05;"
            " import data or choose a later date."
        )
        assert run(warehouse, date(2024, 3, 5)).data_until == date(2024, 3, 5)


def test_no_orders_at_all_is_refused(schema: list[str]) -> None:
    with filled(schema, {"products": [PRODUCT]}) as warehouse, pytest.raises(InputError, match="import data first"):
        run(warehouse, date(2024, 3, 4))


def test_a_late_feed_is_told_and_ends_the_demand(schema: list[str]) -> None:
    with filled(schema, {"products": [PRODUCT], **sales(date(2024, 3, 1), [1, 0, 2])}) as warehouse:
        summary = run(warehouse, date(2024, 3, 9))
        assert (summary.data_from, summary.data_until, summary.stale_days) == (date(2024, 3, 1), date(2024, 3, 3), 6)
        assert [(warning.model, warning.rows) for warning in summary.warnings] == [("feed_window", 1)]
        told = json.loads(json.dumps(summary.as_json()))
        assert (told["data_until"], told["stale_days"]) == ("2024-03-03", 6)
        assert told["warnings"][0]["examples"] == [{"as_of_date": "2024-03-09"}]
        assert rows(warehouse, "select min(ds) as first, max(ds) as last from known_ahead") == [
            {"first": date(2024, 3, 4), "last": date(2024, 5, 8)}
        ]
        assert rows(warehouse, "select level_28, days_since_last_sale, age_days from sku_features") == [
            {"level_28": 1.0, "days_since_last_sale": 6, "age_days": 9}
        ]


def test_a_feed_that_is_on_time_warns_of_nothing(schema: list[str]) -> None:
    with filled(schema, {"products": [PRODUCT], **sales(date(2024, 3, 1), [1, 0, 2])}) as warehouse:
        assert run(warehouse, date(2024, 3, 3)).warnings == ()


def test_history_is_cut_at_its_first_day(schema: list[str]) -> None:
    with filled(schema, {"products": [PRODUCT], **sales(date(2024, 1, 1), [1] * 100)}) as warehouse:
        run(warehouse, date(2024, 4, 9), history_days=60)
        assert rows(warehouse, "select min(ds) as first, count(*) as days, sum(y) as units from demand_daily") == [
            {"first": date(2024, 2, 10), "days": 60, "units": 60.0}
        ]


def test_the_business_day_is_the_configured_zones(schema: list[str]) -> None:
    late = {"id": 1, "order_no": "1", "ordered_at": datetime(2024, 3, 1, 15, 30, tzinfo=UTC)}
    tables = {"products": [PRODUCT], "orders": [late], "order_items": [{"order_id": 1, "product_id": 1}]}
    for zone, day in (("Asia/Seoul", date(2024, 3, 2)), ("UTC", date(2024, 3, 1)), ("America/Lima", date(2024, 3, 1))):
        with filled(schema, tables) as warehouse:
            run(warehouse, date(2024, 3, 2), timezone=zone)
            assert rows(warehouse, "select order_date from stg_orders") == [{"order_date": day}]


def test_a_parameter_that_does_not_exist_is_refused_by_name() -> None:
    parameters = Parameters(as_of=date(2024, 3, 1), **PARAMETERS)  # type: ignore[arg-type]
    assert parameters.bindings({"as_of", "country"}) == {"as_of": date(2024, 3, 1), "country": "KR"}
    with pytest.raises(ModelError, match=r"^A model binds \$until; the parameters are \$as_of, "):
        parameters.bindings({"as_of", "until"})


def test_progress_counts_models(schema: list[str]) -> None:
    told: list[tuple[str, int, int | None]] = []
    with filled(schema, {"products": [PRODUCT], **sales(date(2024, 3, 1), [1])}) as warehouse:
        parameters = Parameters(as_of=date(2024, 3, 1), **PARAMETERS)  # type: ignore[arg-type]
        summary = build(warehouse, parameters, lambda *what: told.append(what))
    total = len(summary.models)
    assert told == [("build", done, total) for done in range(1, total + 1)]
    assert {built.model: built.rows for built in summary.models}["demand_daily"] == 1


def test_rows_that_break_a_contract_stop_the_run(schema: list[str]) -> None:
    tables = {"products": [PRODUCT, {"id": 2, "sku": "A"}], **sales(date(2024, 3, 1), [1])}
    with filled(schema, tables) as warehouse:
        insert(warehouse, "order_items", [{"id": 9, "order_id": 10000, "product_id": 2}])
        with pytest.raises(CheckError, match=r"^stg_products: 1 rows break the rule 'unique sku', for example sku = A"):
            run(warehouse, date(2024, 3, 1))


def test_a_second_currency_is_warned_of(schema: list[str]) -> None:
    with filled(schema, {"products": [PRODUCT], **sales(date(2024, 3, 1), [1, 1, 1])}) as warehouse:
        warehouse.execute("update raw_orders set currency = 'USD' where id = 10000")
        warnings = run(warehouse, date(2024, 3, 3)).warnings
        assert [(warning.breach.code, warning.examples) for warning in warnings] == [
            ("COSTS_ARE_IN_THE_CURRENCY_OF_SALES", ({"sku": "A", "currency": "KRW", "sales_currency": "MIXED"},)),
            ("ONE_CURRENCY", ({"currency": "USD", "orders": "1"},)),
        ]


def test_demand_without_stock_is_estimated_by_hand(schema: list[str]) -> None:
    """28 days in stock with 4 units each, then two days without stock (1 and 0 units sold), then stock again.

    All weekdays sell alike, so that each factor is 1 and the rate (28 * 4 + 7 * 4) / (28 + 7) = 4. Days that never vary
    make the demand Poisson's: of a day that sold 1 and had no more, (4 - 1 + p0) / (1 - p0) with p0 = exp(-4).
    """
    first = date(2024, 1, 1)
    tables = {
        "products": [PRODUCT],
        **sales(first, [4] * 28 + [1, 0, 6]),
        "inventory": stock(first, [9] * 28 + [0, 0, 5]),
    }
    with filled(schema, tables) as warehouse:
        run(warehouse, date(2024, 1, 31))
        found = rows(warehouse, "select expected_units, unmet_units from stockout_demand order by stock_date")
        none = exp(-4)
        assert [float(str(row["unmet_units"])) for row in found] == pytest.approx(
            [(3 + none) / (1 - none), 4.0], abs=2e-3
        )
        assert [float(str(row["expected_units"])) for row in found] == [4.0, 4.0]
        days = rows(warehouse, "select y, sold_units, is_stockout from demand_daily order by ds")[27:]
        assert [tuple(row.values()) for row in days] == [(4, 4, False), (1, 1, True), (0, 0, True), (6, 6, False)], (
            "one spell says nothing about who comes back, so demand is left as it sold"
        )


@pytest.mark.parametrize("days", [13, 14])
def test_a_stock_out_is_left_alone_with_too_few_days_before(schema: list[str], days: int) -> None:
    first = date(2024, 1, 1)
    tables = {
        "products": [PRODUCT, {"id": 2, "sku": "B"}],
        "inventory": stock(first, [9] * days + [0]),
        "orders": sales(first, [3] * days)["orders"] + sales(first, [1] * (days + 1), 2)["orders"],
        "order_items": sales(first, [3] * days)["order_items"] + sales(first, [1] * (days + 1), 2)["order_items"],
    }
    with filled(schema, tables) as warehouse:
        run(warehouse, first + timedelta(days=days))
        assert len(rows(warehouse, "select * from stockout_demand")) == (1 if days == 14 else 0)


def test_a_discontinued_sku_is_not_out_of_stock(schema: list[str]) -> None:
    first = date(2024, 1, 1)
    gone = {**PRODUCT, "discontinued_on": date(2024, 1, 29)}
    tables = {"products": [gone], **sales(first, [4] * 28 + [1, 0, 1]), "inventory": stock(first, [9] * 28 + [0, 0, 0])}
    with filled(schema, tables) as warehouse:
        run(warehouse, date(2024, 1, 31))
        found = rows(warehouse, "select is_stockout from demand_daily where ds >= '2024-01-29' order by ds")
        assert [row["is_stockout"] for row in found] == [True, False, False]


def test_stale_and_negative_stock_of_skus_on_sale_is_warned_of(schema: list[str]) -> None:
    first = date(2024, 1, 1)
    tables = {
        "products": [PRODUCT, {"id": 2, "sku": "B"}, {"id": 3, "sku": "GONE", "discontinued_on": date(2024, 1, 10)}],
        **sales(first, [1] * 31),
        "inventory": [*stock(first, [5] * 27), *stock(first, [5] * 30 + [-2], 2), *stock(first, [5] * 9, 3)],
    }
    with filled(schema, tables) as warehouse:
        warnings = run(warehouse, date(2024, 1, 31)).warnings
    assert [(warning.model, warning.rows, warning.examples[0]["sku"]) for warning in warnings] == [
        ("stock_is_fresh", 1, "A"),
        ("stock_is_not_negative", 1, "B"),
    ]
