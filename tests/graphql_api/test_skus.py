"""Lists of SKUs: filters, orders, pages, and the details of one SKU."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.factories import published
from tests.factories.people import create_user
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, Shop

LIST = """
query ($first: Int!, $after: String, $filter: SkuFilterInput, $order: SkuOrder!) {
  skus(first: $first, after: $after, filter: $filter, orderBy: $order) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { code } }
  }
}
"""
ORDERS = {
    "RISK": ["D", "B", "C", "A", "E"],
    "DEPLETION_DATE": ["C", "A", "B", "D", "E"],
    "REVENUE": ["E", "A", "C", "B", "D"],
    "DAYS_OF_COVER": ["B", "D", "A", "C", "E"],
    "CODE": ["A", "B", "C", "D", "E"],
}


@pytest.fixture
def five_skus(api: Api) -> dict[str, int]:
    """Five SKUs in this test's own database."""
    return create_five_skus(api)


@pytest.fixture(scope="module")
def five(shop: Shop) -> Shop:
    """Five SKUs in the shared database."""
    create_five_skus(shop.api)
    return shop


def create_five_skus(api: Api) -> dict[str, int]:
    """Five SKUs with ties and unknowns in what they are ordered by."""
    with api.engine.begin() as connection:
        run_id = published.create_run(connection)
        north = create_supplier(connection, code="NORTH")
        rows = {
            "A": (0.2, "10.00", date(2026, 4, 3), "50.00", 7.0),
            "B": (0.9, "10.00", date(2026, 4, 9), "5.00", 0.0),
            "C": (0.3, None, date(2026, 4, 2), "50.00", 9.5),
            "D": (0.9, "20.00", None, "4.99", 0.0),
            "E": (None, None, None, "99.00", None),
        }
        ids = {}
        for code, (probability, money, depletion, revenue, cover) in rows.items():
            ids[code] = create_product(connection, sku=code, name=f"Tea {code}", category="tea")
            published.create_overview(
                connection,
                run_id,
                ids[code],
                stockout_probability_14=probability,
                stockout_risk="UNKNOWN" if probability is None else "HIGH" if probability > 0.5 else "MEDIUM",
                money_at_risk=None if money is None else Decimal(money),
                depletion_date=depletion,
                revenue_28=Decimal(revenue),
                days_of_cover=cover,
                abc="A" if code in "AB" else "B",
                demand_class="LUMPY" if code == "C" else "SMOOTH",
            )
        connection.execute(
            text("update raw.products set supplier_id = :id, name = '100%_pure' where sku = 'B'"), {"id": north}
        )
    return ids


def test_within_a_class_of_risk_money_at_stake_comes_before_none(api: Api) -> None:
    rows = {
        "A": ("HIGH", 0.99, "0"),
        "B": ("STOCKED_OUT", 0.8, "0"),
        "C": ("HIGH", 0.6, "3200000"),
        "D": ("LOW", 0.1, "9000000"),
        "E": ("HIGH", 0.6, "10"),
        "F": ("STOCKED_OUT", 0.7, "5"),
        "G": ("HIGH", 0.7, None),
        "H": ("UNKNOWN", None, None),
        "I": ("MEDIUM", 0.4, "0"),
    }
    with api.engine.begin() as connection:
        create_user(connection, "OPERATOR", "op")
        run_id = published.create_run(connection)
        for code, (risk, probability, money) in rows.items():
            published.create_overview(
                connection,
                run_id,
                create_product(connection, sku=code),
                stockout_risk=risk,
                stockout_probability_14=probability,
                money_at_risk=None if money is None else Decimal(money),
            )
    token = api.token("op@shop.example")
    found = api.data(LIST, token, first=100, order="RISK")["skus"]["edges"]
    assert "".join(edge["node"]["code"] for edge in found) == "FBGCEAIDH"
    seen, after = "", None
    while len(seen) < len(rows):
        (edge,) = api.data(LIST, token, first=1, after=after, order="RISK")["skus"]["edges"]
        seen, after = seen + edge["node"]["code"], edge["cursor"]
    assert seen == "FBGCEAIDH"


@pytest.mark.parametrize(("order", "codes"), ORDERS.items())
def test_every_order_is_the_same_in_one_page_and_in_pages_of_one(five: Shop, order: str, codes: list[str]) -> None:
    whole = five.api.data(LIST, five.operator, first=100, order=order)["skus"]
    assert [edge["node"]["code"] for edge in whole["edges"]] == codes
    assert whole["totalCount"] == 5
    assert whole["pageInfo"]["hasNextPage"] is False

    seen, after = [], None
    while True:
        page = five.api.data(LIST, five.operator, first=1, after=after, order=order)["skus"]
        seen += [edge["node"]["code"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][0]["cursor"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == codes


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ({"search": "tea"}, ["A", "C", "D", "E"]),
        ({"search": "%_P"}, ["B"]),
        ({"search": "\\"}, []),
        ({"search": ""}, ["A", "B", "C", "D", "E"]),
        ({"code": ["A", "E", "none"]}, ["A", "E"]),
        ({"category": ["coffee"]}, []),
        ({"supplier": ["NORTH"]}, ["B"]),
        ({"abc": ["B"], "demandClass": ["SMOOTH"]}, ["D", "E"]),
        ({"risk": ["HIGH", "UNKNOWN"]}, ["B", "D", "E"]),
        ({"risk": []}, []),
        ({"abc": None}, ["A", "B", "C", "D", "E"]),
    ],
)
def test_filters_hold_all_together_in_list_and_count(
    five: Shop, condition: dict[str, object], codes: list[str]
) -> None:
    page = five.api.data(LIST, five.operator, first=100, order="CODE", filter=condition)["skus"]
    assert [edge["node"]["code"] for edge in page["edges"]] == codes
    assert page["totalCount"] == len(codes)


def test_top_by_risk_leaves_out_low_and_unknown(api: Api, operator: str, five_skus: dict[str, int]) -> None:
    with api.engine.begin() as connection:
        connection.execute(
            text("update mart.sku_overview set stockout_risk = 'LOW' where product_id = :id"), {"id": five_skus["A"]}
        )
    query = "{ stockoutRiskTop(first: 10) { code } }"
    assert [sku["code"] for sku in api.data(query, operator)["stockoutRiskTop"]] == ["D", "B", "C"]
    query = "{ stockoutRiskTop(first: 1) { code } }"
    assert [sku["code"] for sku in api.data(query, operator)["stockoutRiskTop"]] == ["D"]


@pytest.mark.parametrize("first", [0, -1, 101, 2147483647])
def test_a_page_has_1_to_100_elements(shop: Shop, first: int) -> None:
    code, message = shop.api.refusal(LIST, shop.operator, first=first, order="CODE")
    assert code in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")
    assert "1" in message


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "W10", "WyJDT0RFIl0", "WyJDT0RFIiwiYSIsMSwyXQ", "WyJDT0RFIiwxLDFd", "A" * 100_0]
)
def test_a_foreign_cursor_is_refused_in_words(five: Shop, cursor: str) -> None:
    code, message = five.api.refusal(LIST, five.operator, first=1, order="CODE", after=cursor)
    assert code == "BAD_USER_INPUT"
    assert "start again without a cursor" in message


def test_a_cursor_of_another_order_is_refused(five: Shop) -> None:
    cursor = five.api.data(LIST, five.operator, first=1, order="CODE")["skus"]["pageInfo"]["endCursor"]
    assert five.api.refusal(LIST, five.operator, first=1, order="REVENUE", after=cursor)[0] == "BAD_USER_INPUT"


def test_the_total_is_counted_only_when_asked_for(five: Shop) -> None:
    five.api.data("{ skus(first: 2) { nodes { code } } }", five.operator)
    assert not [statement for statement in five.api.statements if "count(" in statement]
    five.api.data("{ skus(first: 2) { totalCount } }", five.operator)
    assert len([statement for statement in five.api.statements if "count(" in statement]) == 1


def test_only_requested_columns_are_read(five: Shop) -> None:
    five.api.data(
        "query { skus(first: 2) { ...page } } fragment page on SkuConnection { nodes { code } }", five.operator
    )
    statement = next(sql for sql in five.api.statements if "sku_overview" in sql)
    columns = statement.partition("FROM")[0]
    assert "sku" in columns
    assert "unit_cost" not in columns
    assert "on_hand" not in columns


def test_a_deleted_sku_is_in_no_list(api: Api, operator: str, five_skus: dict[str, int]) -> None:
    with api.engine.begin() as connection:
        connection.execute(text("update raw.products set deleted_at = now() where sku = 'A'"))
    page = api.data(LIST, operator, first=100, order="CODE")["skus"]
    assert [edge["node"]["code"] for edge in page["edges"]] == ["B", "C", "D", "E"]
    assert api.data('{ sku(code: "A") { code } }', operator) == {"sku": None}


def test_lists_are_empty_before_the_first_run_and_a_product_is_known_by_its_own_facts(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        create_product(connection, sku="A", name="Tea", moq=6)
    assert api.data(LIST, operator, first=1, order="RISK")["skus"]["edges"] == []
    query = """{ stockoutRiskTop(first: 3) { code } publishedRun { id } recommendations(first: 3) { totalCount }
                 anomalies(first: 3) { totalCount }
                 sku(code: "A") { name moq onHand stockoutRisk supplier { code } forecast { mean } features { abc: adi }
                                  recommendation { quantity }
                                  history(from: "2026-01-01", to: "2026-01-31") { date } } }"""
    assert api.data(query, operator) == {
        "stockoutRiskTop": [],
        "publishedRun": None,
        "recommendations": {"totalCount": 0},
        "anomalies": {"totalCount": 0},
        "sku": {
            "name": "Tea",
            "moq": 6,
            "onHand": None,
            "stockoutRisk": None,
            "supplier": None,
            "forecast": None,
            "features": None,
            "recommendation": None,
            "history": [],
        },
    }
