"""The dashboard's sums, the trend, the values of filters, and what of a SKU is still to come."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, text, update

from domain.published.models import SkuWeeklyStats
from domain.purchasing.models import PurchaseOrder, PurchaseOrderItem
from tests.factories import published
from tests.factories.people import create_user
from tests.factories.purchasing import create_draft
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, Shop

MONDAY = date(2026, 3, 23)
"""Of the last whole week: the run knows up to Tuesday, 31 March."""


def week(run_id: int, product_id: int, week_start: date, **values: object) -> dict[str, object]:
    row = {
        "ordered_units": 10,
        "sold_units": 9,
        "returned_units": 1,
        "net_revenue": Decimal(900),
        "ad_spend": Decimal(0),
    }
    sums = {"demand_units": 9.5, "stockout_days": 2}
    return {"run_id": run_id, "product_id": product_id, "week_start": week_start, **row, **sums, **values}


@pytest.fixture(scope="module")
def business(shop: Shop) -> Iterator[Shop]:
    """Three living SKUs and a deleted one in the served run, one in an older run, recommendations and weeks."""
    with shop.api.engine.begin() as connection:
        north = create_supplier(connection, code="NORTH", name="North Tea")
        green = create_product(connection, sku="GREEN", supplier_id=north, category="tea")
        black = create_product(connection, sku="BLACK", supplier_id=north, category="tea")
        cup = create_product(connection, sku="CUP", currency="USD", category="cups")
        gone = create_product(connection, sku="GONE", category="gone", deleted_at=published.STARTED)
        older = published.create_run(connection, published.AS_OF - timedelta(days=1))
        served = published.create_run(connection)
        published.create_overview(connection, older, green, money_at_risk=Decimal(999), stockout_risk="LOW")
        published.create_overview(connection, served, green, money_at_risk=Decimal("100.50"), stockout_risk="HIGH")
        published.create_overview(connection, served, black, money_at_risk=None, stockout_risk="HIGH")
        published.create_overview(
            connection, served, cup, money_at_risk=Decimal(5), stockout_risk="LOW", revenue_28=Decimal(7)
        )
        published.create_overview(connection, served, gone, money_at_risk=Decimal(10_000), stockout_risk="STOCKED_OUT")
        due, later = published.AS_OF + timedelta(days=7), published.AS_OF + timedelta(days=8)
        recommended = {"supplier_id": north, "unit_cost": Decimal("2.50")}
        published.create_recommendation(connection, served, green, quantity=10, order_by=due, **recommended)
        published.create_recommendation(connection, served, black, quantity=4, order_by=later, **recommended)
        published.create_recommendation(
            connection, served, cup, quantity=8, order_by=due, status="DISMISSED", **recommended
        )
        rows = [
            week(served, green, MONDAY),
            week(served, black, MONDAY, sold_units=1, stockout_days=5),
            week(served, cup, MONDAY, net_revenue=Decimal(3)),
            week(served, green, MONDAY - timedelta(weeks=1)),
            week(served, green, MONDAY - timedelta(weeks=2)),
            week(served, green, MONDAY + timedelta(weeks=1), sold_units=7),
            week(older, green, MONDAY, sold_units=5),
        ]
        connection.execute(insert(SkuWeeklyStats), rows)
    return shop


def test_the_dashboard_sums_the_served_run_s_living_skus_by_currency(business: Shop) -> None:
    query = """{ dashboard { logicalDate publishedAt risks { risk skus }
        money { currency moneyAtRisk revenue28 } toOrder { currency orders due cost } } }"""
    found = business.api.data(query, business.manager)["dashboard"]
    assert sorted(found.pop("risks"), key=lambda count: count["risk"]) == [
        {"risk": "HIGH", "skus": 2},
        {"risk": "LOW", "skus": 1},
    ]
    assert found == {
        "logicalDate": "2026-03-31",
        "publishedAt": "2026-04-01T02:01:30+00:00",
        "money": [
            {"currency": "KRW", "moneyAtRisk": "100.50", "revenue28": "246912.00"},
            {"currency": "USD", "moneyAtRisk": "5.00", "revenue28": "7.00"},
        ],
        "toOrder": [{"currency": "KRW", "orders": 2, "due": 1, "cost": "35.00"}],
    }
    assert len(business.api.statements) <= 8


def test_costs_on_the_dashboard_are_for_managers(business: Shop) -> None:
    assert business.api.refusal("{ dashboard { toOrder { cost } } }", business.operator)[0] == "FORBIDDEN"
    found = business.api.data("{ dashboard { toOrder { orders due } } }", business.operator)
    assert found["dashboard"]["toOrder"] == [{"orders": 2, "due": 1}]


def test_the_trend_has_whole_weeks_of_the_served_run_only(business: Shop) -> None:
    query = """{ weeklyTrend(weeks: 2) { weekStart currency soldUnits demandUnits netRevenue stockoutDays } }"""
    krw = {"currency": "KRW", "soldUnits": 9, "demandUnits": 9.5, "netRevenue": "900.00", "stockoutDays": 2}
    both = {"soldUnits": 10, "demandUnits": 19.0, "netRevenue": "1800.00", "stockoutDays": 7}
    assert business.api.data(query, business.operator)["weeklyTrend"] == [
        krw | {"weekStart": "2026-03-16"},
        krw | both | {"weekStart": "2026-03-23"},
        krw | {"weekStart": "2026-03-23", "currency": "USD", "netRevenue": "3.00"},
    ]
    assert len(business.api.statements) <= 8


@pytest.mark.parametrize("weeks", [0, -1, 27])
def test_a_trend_of_too_many_weeks_is_refused(business: Shop, weeks: int) -> None:
    query = "query ($weeks: Int!) { weeklyTrend(weeks: $weeks) { weekStart } }"
    code, message = business.api.refusal(query, business.operator, weeks=weeks)
    assert (code, message) == ("BAD_USER_INPUT", f"weeks is {weeks}; from 1 to 26 are allowed.")


def test_facets_are_the_values_of_living_skus_the_commonest_first(business: Shop) -> None:
    query = "{ skuFacets { categories { value label skus } suppliers { value label skus } } }"
    assert business.api.data(query, business.operator)["skuFacets"] == {
        "categories": [{"value": "tea", "label": "tea", "skus": 2}, {"value": "cups", "label": "cups", "skus": 1}],
        "suppliers": [{"value": "NORTH", "label": "North Tea", "skus": 2}],
    }
    assert len(business.api.statements) <= 8


def test_before_the_first_run_there_is_no_dashboard(api: Api, operator: str) -> None:
    query = "{ dashboard { logicalDate } weeklyTrend { weekStart } skuFacets { categories { value } } }"
    assert api.data(query, operator) == {"dashboard": None, "weeklyTrend": [], "skuFacets": None}


def test_open_orders_of_a_sku_are_those_with_units_to_come_the_soonest_first(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        supplier, user = create_supplier(connection), create_user(connection, "OPERATOR", name="buyer")
        tea, cup = create_product(connection, sku="TEA"), create_product(connection)
        make = {"supplier_id": supplier, "product_id": tea, "user_id": user}
        undated = create_draft(connection, **make)
        late = create_draft(connection, **make, expected_on=date(2026, 5, 9))
        soon = create_draft(connection, **make, expected_on=date(2026, 5, 2))
        received = create_draft(connection, **make)
        create_draft(connection, **make, deleted_at=published.STARTED)
        create_draft(connection, **make | {"product_id": cup})
        # The database lets only approved orders receive; the state is not what this test is about.
        connection.execute(text("set local session_replication_role = replica"))
        for order_id, units in ((received, 3), (late, 1)):
            lines = update(PurchaseOrderItem).where(PurchaseOrderItem.purchase_order_id == order_id)
            connection.execute(lines.values(received_quantity=units))
        numbers = dict(
            connection.execute(
                PurchaseOrder.__table__.select().with_only_columns(PurchaseOrder.id, PurchaseOrder.order_no)
            ).all()
        )
    query = """{ sku(code: "TEA") { openOrders { orderNo state expectedOn openUnits purchaseOrderId createdAt } } }"""
    found = api.data(query, operator)["sku"]["openOrders"]
    ids = [line.pop("purchaseOrderId") for line in found]
    assert all(line.pop("createdAt") for line in found)
    assert found == [
        {"orderNo": numbers[soon], "state": "DRAFT", "expectedOn": "2026-05-02", "openUnits": 3},
        {"orderNo": numbers[late], "state": "DRAFT", "expectedOn": "2026-05-09", "openUnits": 2},
        {"orderNo": numbers[undated], "state": "DRAFT", "expectedOn": None, "openUnits": 3},
    ]
    assert len(api.statements) <= 8
    order = api.data("query ($id: ID!) { purchaseOrder(id: $id) { orderNo } }", operator, id=ids[0])
    assert order["purchaseOrder"]["orderNo"] == numbers[soon]
