"""What is on order counts at once, wherever it is shown, and is not ordered twice without a question."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories.published import create_overview
from tests.graphql_api.purchasing.conftest import Desk
from tests.graphql_api.purchasing.test_recommended import order_recommended, recommend

LOOK = """{ sku(code: "A") { onOrder receivedSince recommendedQuantity openOrders { orderNo openUnits }
    recommendation { id quantity orderedSince remaining status cost } }
  dashboard { toOrder { orders cost } } }"""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """100 of SKU A are recommended at 10.00; 70 are on their way, of which 50 in an order that the run knows."""
    known = desk.draft(quantity=50)
    with desk.api.engine.begin() as connection:
        create_overview(
            connection, desk.run_id, desk.products["A"], on_order=70, open_order_units=50, recommended_quantity=100
        )
    recommend(desk, "A", quantity=100, unit_cost=Decimal("10.00"))
    assert known["orderNo"] == "PO-000001"
    return desk


def look(desk: Desk) -> dict[str, Any]:
    """What a manager sees of SKU A: on order, ordered since, remaining, status; and that all places agree."""
    seen = desk.ask("manager", LOOK)
    sku, sums = seen["sku"], seen["dashboard"]["toOrder"]
    made = sku["recommendation"]
    assert sku["recommendedQuantity"] == made["remaining"] == max(made["quantity"] - made["orderedSince"], 0)
    assert Decimal(made["cost"]) == 10 * made["remaining"]
    if made["status"] == "OPEN":
        assert [(row["orders"], Decimal(row["cost"])) for row in sums] == [(1, Decimal(made["cost"]))]
    else:
        assert sums == []
    names = ("onOrder", "receivedSince")
    return {name: sku[name] for name in names} | {name: made[name] for name in ("orderedSince", "remaining", "status")}


def line(quantity: int, sku: str = "A") -> dict[str, object]:
    return {"sku": sku, "quantity": quantity}


CONFIRMED = {"sku": "A", "code": "ALREADY_ORDERED"}


def test_an_order_that_the_run_knows_is_not_subtracted_twice(shop: Desk) -> None:
    assert look(shop) == {"onOrder": 70, "receivedSince": 0, "orderedSince": 0, "remaining": 100, "status": "OPEN"}


def test_an_order_made_by_hand_counts_at_once_and_covers_the_recommendation(shop: Desk) -> None:
    shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(40)])
    assert look(shop) == {"onOrder": 110, "receivedSince": 0, "orderedSince": 40, "remaining": 60, "status": "OPEN"}
    shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(60)])
    assert look(shop) == {"onOrder": 170, "receivedSince": 0, "orderedSince": 100, "remaining": 0, "status": "ORDERED"}


def test_a_second_order_of_what_is_covered_asks_first(shop: Desk) -> None:
    shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(100)])
    asked = shop.do("op", "createPurchaseOrder", supplier="S", lines=[line(7)])
    assert (asked["__typename"], asked["code"]) == ("ConfirmationRequired", "CONFIRMATION_REQUIRED")
    assert asked["message"] == (
        "A is already on order: PO-000001 50, PO-000002 100. Of 100 recommended units 0 remain. Confirm to order 7."
    )
    assert shop.rows("select count(*) from app.purchase_orders") == [(2,)]
    wrong = [CONFIRMED | {"quantity": 8}, CONFIRMED | {"sku": "B", "quantity": 7}]
    again = shop.do("op", "createPurchaseOrder", supplier="S", lines=[line(7)], confirmed=wrong)
    assert again["__typename"] == "ConfirmationRequired"
    shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(7)], confirmed=[CONFIRMED | {"quantity": 7}])
    assert look(shop)["orderedSince"] == 107


def test_a_line_that_grows_asks_and_one_that_stays_does_not(shop: Desk) -> None:
    draft = shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(100)])
    given = {"id": draft["id"], "expectedVersion": 1, "note": "Soon."}
    noted = shop.order("op", "updatePurchaseOrder", **given, lines=[line(100)])
    given = {"id": draft["id"], "expectedVersion": noted["version"]}
    asked = shop.do("op", "updatePurchaseOrder", **given, lines=[line(101)])
    assert asked["__typename"] == "ConfirmationRequired"
    shop.order("op", "updatePurchaseOrder", **given, lines=[line(101)], confirmed=[CONFIRMED | {"quantity": 101}])
    assert look(shop)["orderedSince"] == 101


def test_a_recommendation_covered_by_hand_is_ordered_again_only_when_confirmed(shop: Desk) -> None:
    shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(100)])
    chosen = {"id": shop.ask("op", LOOK.replace(" cost", ""))["sku"]["recommendation"]["id"]}
    assert order_recommended(shop, chosen)["refusals"] == [{"sku": "A", "code": "ORDERED"}]
    made = order_recommended(shop, {**chosen, "quantity": 20, "isAdditional": True})
    assert made["purchaseOrders"][0]["items"][0]["quantity"] == 20  # type: ignore[index]
    assert look(shop)["orderedSince"] == 120


def test_what_remains_of_a_recommendation_is_ordered_and_more_asks(shop: Desk) -> None:
    shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(40)])
    chosen = {"id": shop.ask("op", LOOK.replace(" cost", ""))["sku"]["recommendation"]["id"]}
    assert order_recommended(shop, {**chosen, "quantity": 61})["refusals"] == [{"sku": "A", "code": "ALREADY_ORDERED"}]
    made = order_recommended(shop, chosen)
    assert made["purchaseOrders"][0]["items"][0]["quantity"] == 60  # type: ignore[index]
    assert look(shop) == {"onOrder": 170, "receivedSince": 0, "orderedSince": 100, "remaining": 0, "status": "ORDERED"}


def test_a_rejected_order_frees_its_recommendation(shop: Desk) -> None:
    draft = shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(100)])
    pending = shop.order("op", "submitPurchaseOrder", id=draft["id"], expectedVersion=1)
    assert look(shop)["status"] == "ORDERED"
    given = {"id": pending["id"], "expectedVersion": pending["version"], "reason": "Too many."}
    shop.order("manager", "rejectPurchaseOrder", **given)
    assert look(shop) == {"onOrder": 70, "receivedSince": 0, "orderedSince": 0, "remaining": 100, "status": "OPEN"}


def test_a_line_taken_out_of_a_draft_frees_its_recommendation(shop: Desk) -> None:
    draft = shop.order("op", "createPurchaseOrder", supplier="S", lines=[line(100), line(1, "B")])
    shop.order("op", "updatePurchaseOrder", id=draft["id"], expectedVersion=1, lines=[line(1, "B")])
    assert look(shop) == {"onOrder": 70, "receivedSince": 0, "orderedSince": 0, "remaining": 100, "status": "OPEN"}


def test_units_received_today_are_no_longer_on_order_but_still_cover_the_need(shop: Desk) -> None:
    order = shop.approved(quantity=80)
    given = {"id": order["id"], "expectedVersion": order["version"], "warehouseCode": "MAIN"}
    shop.order("op", "receivePurchaseOrder", **given, lines=[{"lineNo": 1, "quantity": 30}])
    assert look(shop) == {"onOrder": 120, "receivedSince": 30, "orderedSince": 80, "remaining": 20, "status": "OPEN"}


def test_what_is_expected_to_be_left_counts_orders_as_of_now(desk: Desk) -> None:
    """One a day sells and keeps for ten days: ten can be sold, in however many orders."""
    with desk.api.engine.begin() as connection:
        connection.execute(text("update raw.products set shelf_life_days = 10 where sku = 'B'"))
        supply = {"on_hand": 0, "reserved": 0, "on_order": 0, "forecast_30": 30.0}
        create_overview(connection, desk.run_id, desk.products["B"], **supply)
    asked = desk.do("op", "createPurchaseOrder", supplier="S", lines=[line(21, "B")])
    assert asked["message"] == "Of 21 units of B, 10 are expected to sell while they keep (10 days)."
    order = desk.order("op", "createPurchaseOrder", supplier="S", lines=[line(9, "B")])
    again = desk.do("op", "createPurchaseOrder", supplier="S", lines=[line(6, "B")])
    assert again["message"] == "Of 6 units of B, 1 are expected to sell while they keep (10 days)."
    given = {"id": order["id"], "expectedVersion": 1}
    grown = desk.order("op", "updatePurchaseOrder", **given, lines=[line(10, "B")])
    assert grown["items"][0]["quantity"] == 10, "an order's own units are not on order beside it"
    confirmed = [{"sku": "B", "code": "EXPECTED_LOSS", "quantity": 6}]
    desk.order("op", "createPurchaseOrder", supplier="S", lines=[line(6, "B")], confirmed=confirmed)
