"""Receiving: the last units complete the order; a mistyped warehouse is refused."""

import pytest
from sqlalchemy import text

from domain.purchasing.errors import OrderRefusedError
from tests.domain.purchasing.world import World
from tests.factories.raw import create_stock

STEPS = (
    "select string_agg(kind || ' ' || to_state, ', ' order by version) from app.purchase_order_events where version > 3"
)


def stock(world: World, sku: str, *warehouses: str) -> None:
    with world.engine.begin() as connection:
        product = connection.execute(text("select id from raw.products where sku = :sku"), {"sku": sku}).scalar_one()
        for warehouse in warehouses:
            create_stock(connection, product, world.now, 5, warehouse_code=warehouse)


def test_the_last_units_complete_the_order(world: World) -> None:
    order_id = world.approved()
    world.receive("op", order_id, 3, (1, 4))
    assert (world.order(order_id)["state"], world.order(order_id)["version"]) == ("APPROVED", 4)
    world.receive("op", order_id, 4, (1, 6))
    order = world.order(order_id)
    assert (order["state"], order["version"], order["completed_at"]) == ("COMPLETED", 6, world.now)
    assert world.one(STEPS) == "RECEIVED APPROVED, RECEIVED APPROVED, COMPLETED COMPLETED"


def test_an_unknown_warehouse_is_refused_with_the_known_ones(world: World) -> None:
    stock(world, "B", "EAST", "WEST")
    stock(world, "C", "NORTH")
    order_id = world.approved()
    before = world.trace()
    with pytest.raises(OrderRefusedError, match=r"no warehouse 'ESAT'. Choose one of EAST, NORTH, WEST, or import"):
        world.receive("op", order_id, 3, (1, 4), at="ESAT")
    assert world.trace() == before
    world.receive("op", order_id, 3, (1, 4), at=" NORTH ")
    assert world.one("select warehouse_code from raw.inventory_movements") == "NORTH"


def test_the_first_warehouse_of_a_shop_may_have_any_name(world: World) -> None:
    first, second = world.approved(), world.approved()
    world.receive("op", first, 3, (1, 4), at="MAIN")
    with pytest.raises(OrderRefusedError, match="Choose one of MAIN"):
        world.receive("op", second, 3, (1, 4), at="MIAN")
