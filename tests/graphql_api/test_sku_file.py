"""The list of SKUs as a workbook: its rows, its languages, who reads costs, and what is refused."""

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import python_calamine
from sqlalchemy import text

from graphql_api.catalog.documents.routes import MAX_ROWS
from graphql_api.catalog.documents.table import COLUMNS, DEMAND_CLASSES, LIFECYCLES, RISKS
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, user

TEXTS = Path(__file__).resolve().parents[2] / "frontend" / "src"
HEADINGS = {
    "code": "code",
    "name": "name",
    "category": "category",
    "stockout_risk": "risk",
    "stockout_probability_14": "probability",
    "depletion_date": "depletion",
    "days_of_cover": "cover",
    "on_hand": "onHand",
    "reserved": "reserved",
    "on_order": "onOrder",
    "expected_demand_14": "demand",
    "recommended_quantity": "recommended",
    "currency": "currency",
    "money_at_risk": "moneyAtRisk",
    "revenue_28": "revenue",
    "units_28": "units28",
    "abc": "abc",
    "received_since": "receivedSince",
    "lifecycle": "lifecycle",
    "demand_class": "demandClass",
    "trust_grade": "trust",
    "supplier_name": "supplier",
}


@pytest.fixture
def shop(api: Api) -> Api:
    """Three SKUs of a published run."""
    with api.engine.begin() as connection:
        run_id = published.create_run(connection)
        supplier = create_supplier(connection, code="NORTH", name="@North")
        for code, name, category, risk in (
            ("A", "=1+1", "tea", "HIGH"),
            ("B", "+Tea", "-sale", "LOW"),
            ("C", "Coffee", "coffee", "HIGH"),
        ):
            product = create_product(
                connection, sku=code, name=name, category=category, supplier_id=supplier, unit_cost="700.50"
            )
            published.create_overview(connection, run_id, product, stockout_risk=risk)
    return api


def get(api: Api, token: str | None, query: str = "") -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return api.send("GET", f"/skus.xlsx{query}", headers=headers)


def rows_of(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_a_row_has_numbers_as_numbers_and_text_as_text(shop: Api, manager: str) -> None:
    answer = get(shop, manager, "?orderBy=CODE&language=en")
    assert answer.headers["content-disposition"] == 'attachment; filename="skus.xlsx"'
    first, second, third = rows_of(answer)
    assert first == {
        "SKU code": "A",
        "Name": "'=1+1",
        "Category": "tea",
        "Supplier code": "NORTH",
        "Supplier": "'@North",
        "Risk": "High",
        "Stock-out in 14 days": 0.3,
        "Depleted on": "2026-04-12",
        "Days of cover": 12.5,
        "On hand": 40,
        "Reserved": 2,
        "Received since run": 0,
        "On order": 10,
        "14-day demand": 41,
        "Recommended": 60,
        "Currency": "KRW",
        "Unit cost": 700.5,
        "Money at risk": 5000,
        "28-day revenue": 123_456,
        "28-day units": 82,
        "ABC class": "A",
        "XYZ class": "X",
        "Lifecycle": "Active",
        "Demand": "Smooth",
        "Data trust": "A",
    }
    assert (second["Name"], second["Category"]) == ("'+Tea", "'-sale")
    assert third["SKU code"] == "C"


def test_costs_are_for_managers_and_up(shop: Api, operator: str) -> None:
    (row, *_) = rows_of(get(shop, operator, "?language=ko"))
    assert "품절 예상 손실액" in row
    assert not {"원가", "Unit cost"} & set(row)
    assert b"700.5" not in get(shop, operator).content
    assert rows_of(get(shop, shop.token(user(shop.engine, "ADMIN")), "?language=ko"))[0]["원가"] == 700.5


def test_the_file_is_narrowed_as_the_list_is(shop: Api, operator: str) -> None:
    assert [row["SKU code"] for row in rows_of(get(shop, operator, "?risk=HIGH&orderBy=CODE"))] == ["A", "C"]
    assert [row["SKU code"] for row in rows_of(get(shop, operator, "?search=tEA&supplier=NORTH"))] == ["B"]
    assert rows_of(get(shop, operator, "?category=none")) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_headings_and_classes_are_those_of_the_console(language: str) -> None:
    own = json.loads((TEXTS / "features" / "skus" / "messages" / f"{language}.json").read_text("utf-8"))["column"]
    common = json.loads((TEXTS / "lib" / "messages" / f"{language}.json").read_text("utf-8"))
    headings = {column.name: column.ko if language == "ko" else column.en for column in COLUMNS}
    assert {name: headings[name] for name in HEADINGS} == {name: own[key] for name, key in HEADINGS.items()}
    assert {name: texts[language] for name, texts in RISKS.items()} == common["risk"]
    assert {name: texts[language] for name, texts in DEMAND_CLASSES.items()} == common["demandClass"]
    assert {name: texts[language] for name, texts in LIFECYCLES.items()} == common["lifecycle"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?risk=WORST", "risk: 'WORST' is not supported; use STOCKED_OUT, HIGH, MEDIUM, LOW, UNKNOWN."),
        ("?language=fr", "language: 'fr' is not supported; use ko or en."),
        ("?orderBy=CODE&orderBy=RISK", "orderBy: one order at a time."),
        ("?search=%00", "A condition contains the character NUL."),
        (f"?search={'x' * 101}", "search has 101 characters; at most 100 are allowed."),
    ],
)
def test_what_cant_be_asked_is_told(shop: Api, operator: str, query: str, message: str) -> None:
    answer = get(shop, operator, query)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]


MANY = """
with added as (
    insert into raw.products (sku, name, currency) select 'M' || n, 'Many', 'KRW' from generate_series(1, :count) as n
    returning id
)
insert into mart.sku_overview (run_id, product_id, as_of_date, on_order, open_order_units, received_order_units,
    lifecycle, stockout_risk, revenue_28, units_28,
    demand_class, abc, xyz, trust_grade)
select run_id, added.id, '2026-03-31', 0, 0, 0, 'ACTIVE', 'LOW', 0, 0, 'SMOOTH', 'C', 'Z', 'A'
from added, jobs.published_run
"""


def test_a_list_too_long_for_a_file_is_refused(shop: Api, operator: str) -> None:
    with shop.engine.begin() as connection:
        connection.execute(text(MANY), {"count": MAX_ROWS - 2})
    answer = get(shop, operator)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "TOO_MANY_ROWS"
    assert (
        error["message"] == "More than 10,000 SKUs meet the conditions; a file can't hold more. Narrow the conditions."
    )
    assert len(rows_of(get(shop, operator, "?supplier=NORTH"))) == 3
    assert len(rows_of(get(shop, operator, "?risk=LOW"))) == MAX_ROWS - 1


def test_nobody_gets_it_without_signing_in(shop: Api) -> None:
    assert get(shop, None).status_code == 401


def test_before_the_first_run_there_are_headings_alone(api: Api, operator: str) -> None:
    assert rows_of(get(api, operator)) == []
