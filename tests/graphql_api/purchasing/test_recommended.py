"""Orders made of recommendations: split by supplier, all or none, each refusal by name."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.factories.published import create_overview, create_recommendation
from tests.factories.raw import create_product
from tests.graphql_api.purchasing.conftest import Desk

RECOMMENDED = """mutation ($input: CreatePurchaseOrdersFromRecommendationsInput!) {
  createPurchaseOrdersFromRecommendations(input: $input) { __typename ... on UserError { code message }
    ... on RecommendationsRefused { refusals { sku code } }
    ... on PurchaseOrders { purchaseOrders { orderNo currency totalAmount expectedOn
      supplier { code } items { quantity waterfall { key units } sku { code } } } } } }"""


def recommend(desk: Desk, sku: str, **values: object) -> str:
    with desk.api.engine.begin() as connection:
        product = desk.products.get(sku) or create_product(connection, sku=sku)
        usual = {"quantity": 60, "unit_cost": Decimal("1200.50"), "currency": "KRW" if sku in "AB" else "USD"}
        row = connection.execute(text("select supplier_id from raw.products where id = :id"), {"id": product})
        supplier = row.scalar_one()
        create_recommendation(connection, desk.run_id, product, **{**usual, "supplier_id": supplier, **values})
    query = "query ($s: [String!]) { recommendations(first: 100) { nodes { id sku { code } } } }"
    nodes = desk.ask("op", query.replace("($s: [String!])", ""))["recommendations"]["nodes"]
    return next(node["id"] for node in nodes if node["sku"]["code"] == sku)


def order_recommended(desk: Desk, *chosen: dict[str, object], who: str = "op") -> dict[str, object]:
    found: dict[str, object] = desk.ask(who, RECOMMENDED, input={"recommendations": list(chosen)})[
        "createPurchaseOrdersFromRecommendations"
    ]
    return found


def test_a_recommendation_of_a_supplier_that_is_gone_is_not_ordered(desk: Desk) -> None:
    chosen = [{"id": recommend(desk, sku)} for sku in ("A", "C")]
    with desk.api.engine.begin() as connection:
        connection.execute(text("update raw.suppliers set deleted_at = now() where code = 'S'"))
        moved = "update raw.products set supplier_id = (select id from raw.suppliers where code = 'S') where sku = 'C'"
        connection.execute(text(moved))
    found = order_recommended(desk, *chosen)
    assert found["refusals"] == [{"sku": "A", "code": "NO_SUPPLIER"}, {"sku": "C", "code": "OUTDATED"}]
    assert desk.rows("select 1 from app.purchase_orders") == []


def test_an_amount_beyond_what_an_order_can_hold_is_refused_in_words(desk: Desk) -> None:
    chosen = {"id": recommend(desk, "A", unit_cost=Decimal(900_000_000)), "quantity": 10_000_000}
    found = order_recommended(desk, chosen, who="manager")
    assert (found["__typename"], found["code"]) == ("ValidationFailed", "VALIDATION_FAILED")
    assert str(found["message"]).startswith("The order to S would exceed 999,999,999,999.99")


def test_no_refusal_shows_a_hidden_cost(desk: Desk) -> None:
    chosen = {"id": recommend(desk, "A", unit_cost=Decimal(900_000_000)), "quantity": 10_000_000}
    assert order_recommended(desk, chosen)["__typename"] == "PurchaseOrders"
    assert desk.rows("select total_amount from app.purchase_orders") == [(Decimal("9000000000000000.00"),)]


def test_orders_are_made_of_recommendations_split_by_supplier(midday: date, desk: Desk) -> None:
    chosen = [{"id": recommend(desk, sku)} for sku in ("A", "B", "C")]
    chosen[1]["quantity"] = 7
    found = desk.ask("op", RECOMMENDED, input={"recommendations": chosen})["createPurchaseOrdersFromRecommendations"]
    orders = {order["supplier"]["code"]: order for order in found["purchaseOrders"]}
    assert {code: (o["currency"], o["totalAmount"]) for code, o in orders.items()} == {
        "S": ("KRW", None),
        "T": ("USD", None),
    }
    amounts = desk.ask("manager", "{ purchaseOrders(first: 9) { nodes { totalAmount } } }")["purchaseOrders"]["nodes"]
    assert {order["totalAmount"] for order in amounts} == {"80433.50", "72030.00"}
    assert [(i["sku"]["code"], i["quantity"]) for i in orders["S"]["items"]] == [("A", 60), ("B", 7)]
    # the recommendations are of data up to 2026-03-31, with arrivals long past: an order of today takes its lead time
    assert {o["expectedOn"] for o in orders.values()} == {str(midday + timedelta(days=7))}
    assert orders["T"]["items"][0]["waterfall"][0] == {"key": "EXPECTED_DEMAND", "units": 120}
    assert {row[0] for row in desk.rows("select status from ai.recommendations")} == {"ORDERED"}
    again = desk.ask("op", RECOMMENDED, input={"recommendations": chosen})["createPurchaseOrdersFromRecommendations"]
    assert {refusal["code"] for refusal in again["refusals"]} == {"ORDERED"}


@pytest.mark.parametrize(
    ("sku", "values", "code"),
    [
        ("A", {"quantity": 0}, "NOTHING_TO_ORDER"),
        ("A", {"status": "DISMISSED"}, "DISMISSED"),
        ("A", {"status": "ORDERED"}, "ORDERED"),
        ("A", {"unit_cost": None}, "NO_COST"),
        ("A", {"currency": "EUR"}, "NO_COST"),
        ("E", {}, "NO_SUPPLIER"),
    ],
)
def test_what_can_not_be_ordered_is_named_and_nothing_is(
    desk: Desk, sku: str, values: dict[str, object], code: str
) -> None:
    chosen = [{"id": recommend(desk, "B")}, {"id": recommend(desk, sku, **values)}]
    found = desk.ask("op", RECOMMENDED, input={"recommendations": chosen})["createPurchaseOrdersFromRecommendations"]
    assert found["refusals"] == [{"sku": sku, "code": code}]
    assert desk.rows("select 1 from app.purchase_orders") == []
    assert desk.rows(
        "select status from ai.recommendations r join raw.products p on p.id = product_id where sku = 'B'"
    ) == [("OPEN",)]


def test_data_of_the_worst_grade_are_ordered_only_when_somebody_has_checked_them(desk: Desk) -> None:
    chosen = {"id": recommend(desk, "A")}
    with desk.api.engine.begin() as connection:
        connection.execute(text("delete from mart.sku_overview"))
        create_overview(connection, desk.run_id, desk.products["A"], trust_grade="D")
    found = order_recommended(desk, chosen)
    assert found["refusals"] == [{"sku": "A", "code": "LOW_TRUST"}]
    assert desk.rows("select 1 from app.purchase_orders") == []
    assert order_recommended(desk, {**chosen, "isChecked": True})["__typename"] == "PurchaseOrders"
    assert len(desk.rows("select 1 from app.purchase_orders")) == 1
