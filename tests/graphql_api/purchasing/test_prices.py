"""Who reads the prices of an order: those who see costs, and of a typed price the user who typed it."""

from decimal import Decimal

from sqlalchemy import text

from tests.graphql_api.purchasing.conftest import Desk


def prices(desk: Desk, who: str) -> list[str | None]:
    """Total, unit costs and amounts of the newest order, as somebody reads them."""
    query = "{ purchaseOrders(first: 1) { nodes { totalAmount items { unitCost amount } } } }"
    (node,) = desk.ask(who, query)["purchaseOrders"]["nodes"]
    return [node["totalAmount"], *(price for item in node["items"] for price in item.values())]


def test_operators_read_the_prices_that_they_typed_themselves(desk: Desk) -> None:
    desk.draft(quantity=10)
    whole = ["10000.00", "1000.00", "10000.00"]
    assert {who: prices(desk, who) for who in desk.tokens} == {
        "op": whole,
        "op2": [None] * 3,
        "manager": whole,
        "admin": whole,
    }
    assert (
        desk.api.refusal("{ purchaseOrders(first: 1) { nodes { supplier { minOrderValue } } } }", desk.tokens["op"])[0]
        == "FORBIDDEN"
    )


def test_a_price_that_nobody_typed_or_somebody_else_did_is_hidden_and_so_is_a_total_with_it(desk: Desk) -> None:
    lines = [{"sku": "A", "quantity": 2}, {"sku": "B", "quantity": 3, "unitCost": "2.50"}]
    order = desk.order("op", "createPurchaseOrder", supplier="S", lines=lines)
    assert prices(desk, "op") == [None, None, None, "2.50", "7.50"]
    assert prices(desk, "manager") == ["2007.50", "1000.00", "2000.00", "2.50", "7.50"]
    desk.order("op2", "updatePurchaseOrder", id=order["id"], expectedVersion=1, note="Soon.")
    assert prices(desk, "op2") == [None] * 5, "the last editor has typed no price"
    lines[1]["unitCost"] = "3.00"
    desk.order("manager", "updatePurchaseOrder", id=order["id"], expectedVersion=2, lines=lines)
    assert prices(desk, "op") == [None] * 5
    lines = [{"sku": "A", "quantity": 9, "unitCost": "4.00"}, {"sku": "B", "quantity": 9}]
    desk.order("op", "updatePurchaseOrder", id=order["id"], expectedVersion=3, lines=lines)
    assert prices(desk, "op") == [None, "4.00", "36.00", None, None]
    assert prices(desk, "manager") == ["63.00", "4.00", "36.00", "3.00", "27.00"], "a line keeps the agreed price"


def test_what_a_manager_hands_back_unchanged_stays_the_operators(desk: Desk) -> None:
    order = desk.draft(quantity=10)
    lines = [{"sku": "A", "quantity": 20, "unitCost": "1000.00"}]
    desk.order("manager", "updatePurchaseOrder", id=order["id"], expectedVersion=1, lines=lines)
    assert prices(desk, "op") == ["20000.00", "1000.00", "20000.00"]


def test_the_timeline_tells_amounts_to_those_who_see_costs(desk: Desk) -> None:
    desk.approved()
    query = "{ purchaseOrders(first: 1) { nodes { timeline { details { name } } } } }"
    for who, sees in (("op", False), ("manager", True)):
        (node,) = desk.ask(who, query)["purchaseOrders"]["nodes"]
        names = {detail["name"] for step in node["timeline"] for detail in step["details"]}
        assert ("total_amount" in names) is sees


def test_the_largest_amount_shows_no_hidden_price(desk: Desk) -> None:
    with desk.api.engine.begin() as connection:
        connection.execute(text("update raw.products set unit_cost = 300000 where sku = 'A'"))
    lines = [{"sku": "A", "quantity": 10_000_000}]
    order = desk.order("op", "createPurchaseOrder", supplier="S", lines=lines)
    more = [*lines, {"sku": "B", "quantity": 10_000_000}]
    desk.order("op", "updatePurchaseOrder", id=order["id"], expectedVersion=1, lines=more)
    assert desk.rows("select total_amount from app.purchase_orders") == [(Decimal("3010000000000.00"),)]
    refused = desk.do("manager", "createPurchaseOrder", supplier="S", lines=lines)
    typed = [{"sku": "A", "quantity": 10_000_000, "unitCost": "300000"}]
    assert refused == desk.do("op", "createPurchaseOrder", supplier="S", lines=typed)
    assert refused["fieldErrors"] == [
        {"field": "lines", "message": "The order's amount must be at most 999,999,999,999.99."}
    ]
