"""Orders as files: for users who may read them, prices for users who may see them, no formula that runs."""

import csv
import importlib.util
import io
from typing import Any

import httpx
import pytest
import python_calamine
from sqlalchemy import text

from graphql_api.purchasing.documents.pdf import MISSING, page
from graphql_api.purchasing.documents.table import Document
from graphql_api.workbook import harmless
from tests.factories.callers import caller
from tests.graphql_api.purchasing.conftest import Desk

HAS_WEASYPRINT = importlib.util.find_spec("weasyprint") is not None


def get(desk: Desk, who: str | None, order_id: str, extension: str) -> httpx.Response:
    headers = {} if who is None else {"Authorization": f"Bearer {desk.tokens[who]}"}
    return desk.api.send("GET", f"/purchase-orders/{order_id}.{extension}", headers=headers)


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def rename(desk: Desk, name: str) -> None:
    with desk.api.engine.begin() as connection:
        connection.execute(text("update raw.products set name = :name where sku = 'A'"), {"name": name})


def test_a_csv_has_a_row_a_line(desk: Desk) -> None:
    rename(desk, "머그잔, 330 ml")
    order = desk.approved()
    answer = get(desk, "op", order["id"], "csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{order["orderNo"]}.csv"'
    assert rows_of(answer) == [
        {
            "order_no": order["orderNo"],
            "state": "APPROVED",
            "supplier_code": "S",
            "supplier": "Supplier",
            "expected_on": "",
            "line_no": "1",
            "sku": "A",
            "name": "머그잔, 330 ml",
            "quantity": "10",
            "received_quantity": "0",
            "unit_cost": "1000.00",
            "amount": "10000.00",
            "currency": "KRW",
        }
    ]


def test_a_workbook_holds_numbers_and_text(desk: Desk) -> None:
    rename(desk, "=1+1")
    order = desk.draft()
    answer = get(desk, "manager", order["id"], "xlsx")
    (sheet,) = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    heads, line = book.get_sheet_by_name(sheet).to_python()
    found = dict(zip(heads, line, strict=True))
    assert (found["name"], found["quantity"], found["unit_cost"], found["amount"]) == ("'=1+1", 10, 1000, 10_000)


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\uff1d1",
        "\xa0=1",
        "\u3000=1",
        '=HYPERLINK("x")',
    ],
)
def test_no_name_runs_as_a_formula(desk: Desk, name: str) -> None:
    rename(desk, name)
    (row,) = rows_of(get(desk, "op", desk.draft()["id"], "csv"))
    assert row["name"] == f"'{name}"


@pytest.mark.parametrize("name", ["Mug", "3-in-1", "a=b", "'quoted", ""])
def test_ordinary_text_stays(name: str) -> None:
    assert harmless(name) == name


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_prices_are_left_out_for_operators_of_other_orders(desk: Desk, extension: str) -> None:
    order = desk.draft("op")
    answer = get(desk, "op2", order["id"], extension)
    if extension == "csv":
        (row,) = rows_of(answer)
        assert (row["unit_cost"], row["amount"], row["quantity"]) == ("", "", "10")
    else:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        assert not {1000, 10_000} & set(book.get_sheet_by_index(0).to_python()[1])


REFUSALS = [
    (None, "own", "csv", "401 UNAUTHENTICATED"),
    ("op", "UHVyY2hhc2VPcmRlcjo5OTk", "csv", "404 NOT_FOUND"),
    ("op", "nonsense", "csv", "404 NOT_FOUND"),
    ("op", "own", "exe", "404 NOT_FOUND"),
]


@pytest.mark.parametrize(("who", "order_id", "extension", "refusal"), REFUSALS)
def test_a_refused_download_says_why(desk: Desk, who: str | None, order_id: str, extension: str, refusal: str) -> None:
    own: dict[str, Any] = desk.draft()
    answer = get(desk, who, own["id"] if order_id == "own" else order_id, extension)
    assert f"{answer.status_code} {answer.json()['errors'][0]['extensions']['code']}" == refusal


@pytest.mark.skipif(HAS_WEASYPRINT, reason="WeasyPrint is installed")
def test_without_weasyprint_a_pdf_is_refused_in_one_sentence(desk: Desk) -> None:
    answer = get(desk, "op", desk.draft()["id"], "pdf")
    assert answer.status_code == 501
    assert answer.json()["errors"][0]["message"] == MISSING


@pytest.mark.skipif(not HAS_WEASYPRINT, reason="WeasyPrint is not installed: pip install 'jaego[pdf]'")
def test_a_pdf_is_made(desk: Desk) -> None:
    answer = get(desk, "op", desk.draft()["id"], "pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_page_behind_a_pdf_escapes_text_and_hides_prices() -> None:
    class Row:
        def __init__(self, **values: Any) -> None:
            self.__dict__.update(values)

    order = Row(
        order_no="PO-1",
        supplier_name="<b>",
        supplier_code="S",
        state="DRAFT",
        expected_on=None,
        note="<script>",
        amount=10,
        currency="KRW",
    )
    item = Row(line_no=1, sku="A", name="<img src=x>", quantity=2, price=5, price_typed_by=7)
    shown = page(Document(order, [item], caller(7)))  # type: ignore[arg-type, list-item]
    hidden = page(Document(order, [item], caller(8)))  # type: ignore[arg-type, list-item]
    for part in ("<script>", "<img", "<b>"):
        assert part not in shown
    assert "10.00" in shown
    assert "10.00" not in hidden
    assert "5.00" not in hidden


def test_pdf_is_offered_only_where_it_can_be_made(desk: Desk) -> None:
    formats = desk.ask("op", "{ company { purchaseOrderFormats } }")["company"]["purchaseOrderFormats"]
    order_id = desk.draft()["id"]
    answered = {name: get(desk, "op", order_id, name.lower()).status_code == 200 for name in ("PDF", "XLSX", "CSV")}
    assert formats == [name for name, is_made in answered.items() if is_made]
    assert formats[-2:] == ["XLSX", "CSV"]


def test_several_orders_are_one_file_with_all_lines(desk: Desk) -> None:
    orders = [desk.draft("op", 3), desk.draft("op2", 4)]
    ids = "&".join(f"id={order['id']}" for order in orders)
    headers = {"Authorization": f"Bearer {desk.tokens['op']}"}
    answer = desk.api.send("GET", f"/purchase-orders.csv?{ids}", headers=headers)
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    expected = [(orders[0]["orderNo"], "3", "1000.00"), (orders[1]["orderNo"], "4", "")]
    assert [(line["order_no"], line["quantity"], line["unit_cost"]) for line in lines] == expected
    assert 'filename="purchase-orders.csv"' in answer.headers["content-disposition"]
    book = desk.api.send("GET", f"/purchase-orders.xlsx?{ids}", headers=headers)
    assert book.content.startswith(b"PK")
    refused = {
        path: desk.api.send("GET", path, headers=headers).status_code
        for path in (
            "/purchase-orders.csv",
            f"/purchase-orders.pdf?{ids}",
            "/purchase-orders.csv?id=UHVyY2hhc2VPcmRlcjo5OTk5",
        )
    }
    assert list(refused.values()) == [422, 404, 404]
    assert desk.api.send("GET", f"/purchase-orders.csv?{ids}").status_code == 401
