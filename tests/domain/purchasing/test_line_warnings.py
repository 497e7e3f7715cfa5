"""What speaks against a line: one rule set wherever one is typed, confirmed for exactly what was asked about."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text

from domain.purchasing.drafts import LineInput
from domain.purchasing.errors import ConfirmationRequiredError
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from domain.purchasing.line_warnings import LineFigures, warnings_of
from domain.purchasing.service import create_order
from tests.domain.purchasing.world import World
from tests.factories import published

LINE = LineFigures("A", 48, Decimal(1000), "KRW", moq=16, pack_size=16, max_order_quantity=96)
FRESH = replace(
    LINE, moq=None, pack_size=None, max_order_quantity=None, supply=0, daily_demand=5.0, price=Decimal(1500)
)


def found(line: LineFigures, *, sees_costs: bool = True) -> list[tuple[object, ...]]:
    warnings = warnings_of([line], sees_costs=sees_costs)
    return [(w.code, w.quantity, w.limit, w.suggested_quantity, w.expected_loss) for w in warnings]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (48, []),
        (7, [("BELOW_MINIMUM", 7, 16, 16, None), ("NOT_WHOLE_PACKS", 7, 16, 16, None)]),
        (50, [("NOT_WHOLE_PACKS", 50, 16, 64, None)]),
        (112, [("ABOVE_MAXIMUM", 112, 96, 96, None)]),
    ],
)
def test_a_line_keeps_to_minimum_packs_and_maximum(quantity: int, expected: list[tuple[object, ...]]) -> None:
    assert found(replace(LINE, quantity=quantity)) == expected


def test_a_minimum_above_the_maximum_suggests_nothing() -> None:
    assert found(replace(LINE, quantity=7, moq=120, pack_size=None)) == [("BELOW_MINIMUM", 7, 120, None, None)]


def test_goods_that_keep_ten_days_and_sell_five_a_day_lose_money_at_500() -> None:
    """50 sell for 75,000; 500 cost 500,000."""
    line = replace(FRESH, quantity=500, shelf_life_days=10)
    assert found(line) == [("EXPECTED_LOSS", 500, 50, 50, Decimal("425000.00"))]
    (warning,) = warnings_of([line], sees_costs=True)
    assert "Of 500 units of A, 50 are expected to sell while they keep (10 days)." in warning.message
    assert found(replace(line, quantity=75)) == []
    assert found(replace(line, quantity=76)) == [("EXPECTED_LOSS", 76, 50, 50, Decimal("1000.00"))]
    assert found(replace(line, quantity=76, supply=20)) == [("EXPECTED_LOSS", 76, 30, 30, Decimal("31000.00"))]


def test_goods_that_keep_sell_within_two_years() -> None:
    assert found(replace(FRESH, quantity=3650)) == []
    assert found(replace(FRESH, quantity=10, daily_demand=0.0)) == [("EXPECTED_LOSS", 10, 0, None, Decimal("10000.00"))]


def test_who_may_not_see_costs_is_told_of_units_alone_whatever_the_costs_are() -> None:
    line = replace(FRESH, quantity=101, shelf_life_days=10)
    assert found(line, sees_costs=False) == [("EXPECTED_LOSS", 101, 50, 50, None)]
    for cost in ("0.01", "1000", "99999"):
        assert found(replace(line, quantity=100, unit_cost=Decimal(cost)), sees_costs=False) == []
        assert len(found(replace(line, unit_cost=Decimal(cost)), sees_costs=False)) == 1


def test_nothing_is_said_without_forecast_or_stock() -> None:
    assert found(replace(FRESH, quantity=9999, daily_demand=None)) == []
    assert found(replace(FRESH, quantity=9999, supply=None)) == []


def test_data_of_the_worst_grade_are_asked_about() -> None:
    assert found(replace(LINE, trust_grade="D")) == [("LOW_TRUST", 48, None, None, None)]
    assert found(replace(LINE, trust_grade="C")) == []


@pytest.fixture
def packed(world: World) -> World:
    """A is sold in packs of 16, the run recommends 48 of it."""
    with world.engine.begin() as connection:
        connection.execute(text("update raw.products set moq = 16, pack_size = 16 where sku = 'A'"))
        run_id = published.create_run(connection)
        product_id, supplier_id = connection.execute(
            text("select id, supplier_id from raw.products where sku = 'A'")
        ).one()
        published.create_recommendation(connection, run_id, product_id, supplier_id=supplier_id, quantity=48)
    return world


def create(world: World, quantity: int, *confirmed: tuple[str, str, int]) -> int:
    line = [LineInput("A", quantity, Decimal(1000))]
    return world.run(lambda s: create_order(s, world.caller("op"), "S", line, confirmed=confirmed))


def test_a_confirmation_holds_for_the_warning_and_the_units_that_it_names(packed: World) -> None:
    both = (("A", "BELOW_MINIMUM", 7), ("A", "NOT_WHOLE_PACKS", 7))
    for confirmed in ((), both[:1], both[1:], (("A", "BELOW_MINIMUM", 8), ("A", "NOT_WHOLE_PACKS", 8))):
        with pytest.raises(ConfirmationRequiredError):
            create(packed, 7, *confirmed)
    assert packed.one("select count(*) from app.purchase_orders") == 0
    create(packed, 7, *both)
    assert packed.one("select count(*) from app.purchase_orders") == 1


def test_an_edit_is_asked_about_for_the_lines_that_it_changes_alone(packed: World) -> None:
    order_id = create(packed, 7, ("A", "BELOW_MINIMUM", 7), ("A", "NOT_WHOLE_PACKS", 7))
    line = LineInput("A", 7)
    packed.update("op", order_id, 1, lines=[line, LineInput("B", 3)])
    with pytest.raises(ConfirmationRequiredError, match="9 of A is below"):
        packed.update("op", order_id, 2, lines=[LineInput("A", 9), LineInput("B", 3)])


def test_orders_made_of_recommendations_are_held_to_the_same_rules(packed: World) -> None:
    run, product = (
        int(str(packed.one(query)))
        for query in ("select run_id from jobs.published_run", "select id from raw.products where sku = 'A'")
    )

    def order(quantity: int, *confirmed: tuple[str, str, int]) -> list[int]:
        choices = [Choice(run, product, quantity)]
        return packed.run(lambda s: create_from_recommendations(s, packed.caller("op"), choices, confirmed))

    with pytest.raises(ConfirmationRequiredError) as asked:
        order(7)
    assert [warning.code for warning in asked.value.warnings] == ["BELOW_MINIMUM", "NOT_WHOLE_PACKS"]
    assert len(order(7, ("A", "BELOW_MINIMUM", 7), ("A", "NOT_WHOLE_PACKS", 7))) == 1
