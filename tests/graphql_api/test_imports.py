"""Import batches and refused rows, as managers read them."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.ingestion.service import import_files
from kit.progress import silent
from tests.graphql_api.conftest import Api

BATCHES = """query ($filter: ImportBatchFilterInput) { importBatches(first: 50, filter: $filter) { totalCount nodes {
    id fileName profile tableName status rowsIn rowsLoaded rowsUnchanged rowsRejected sha256 ignoredColumns
    reasons { name count } assumptions { name value } } } }"""
REJECTED = """query ($filter: RejectedRowFilterInput, $first: Int! = 50, $after: String) {
    rejectedRows(first: $first, after: $after, filter: $filter) { totalCount pageInfo { endCursor hasNextPage } nodes {
    tableName lineNo reason column message resolvedAt fileName cells { column value isMasked } } } }"""
PRODUCTS = "sku,name,unit_cost\nA,Mug,100\nB,Cup,-5\n"
ORDERS = """order_no,ordered_at,customer_ref,phone
1,2026-03-01 10:00:00,C77,010-1234
2,2026-13-01 10:00:00,C78,010-5678
3,2026-03-01 10:00:00
"""
ITEMS = "order,line_no,product,quantity,unit_price\n1,1,A,2,500\n1,2,LATE,1,500\n"


@pytest.fixture
def imported(api: Api, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in (("products", PRODUCTS), ("orders", ORDERS), ("order_items", ITEMS)):
        (folder / f"{name}.csv").write_text(content, "utf-8")
    hand_in(api, folder)
    return folder


def hand_in(api: Api, path: Path, **assume: str) -> None:
    import_files(
        api.engine,
        [path],
        profile="canonical",
        timezone=ZoneInfo("Asia/Seoul"),
        currency="KRW",
        cancellation_hours=72,
        assume=assume,
        report=silent,
    )


def batches(api: Api, token: str, **given: object) -> list[dict[str, Any]]:
    found = api.data(BATCHES, token, filter=given)["importBatches"]
    assert found["totalCount"] == len(found["nodes"])
    return found["nodes"]  # type: ignore[no-any-return]


def rejected(api: Api, token: str, **given: object) -> list[dict[str, Any]]:
    found = api.data(REJECTED, token, filter=given)["rejectedRows"]
    assert found["totalCount"] == len(found["nodes"])
    return found["nodes"]  # type: ignore[no-any-return]


@pytest.mark.usefixtures("imported")
def test_counts_of_each_file_add_up_and_reasons_sum_to_what_is_refused(api: Api, manager: str) -> None:
    found = batches(api, manager)
    assert [(row["tableName"], row["status"]) for row in found] == [
        ("order_items", "LOADED"),
        ("orders", "LOADED"),
        ("products", "LOADED"),
    ]
    for row in found:
        assert row["rowsIn"] == row["rowsLoaded"] + row["rowsUnchanged"] + row["rowsRejected"]
        assert sum(reason["count"] for reason in row["reasons"]) == row["rowsRejected"]
    orders = found[1]
    assert (orders["rowsIn"], orders["rowsLoaded"], orders["rowsRejected"]) == (3, 1, 2)
    assert orders["reasons"] == [{"name": "BROKEN_RULE", "count": 1}, {"name": "WRONG_TYPE", "count": 1}]
    assert orders["ignoredColumns"] == ["phone"]
    assert len(orders["sha256"]) == 64


@pytest.mark.usefixtures("imported")
def test_refused_rows_name_line_reason_and_column_and_hide_persons(api: Api, manager: str) -> None:
    rows = rejected(api, manager, tableName=["orders"])
    assert [(row["lineNo"], row["reason"], row["column"]) for row in rows] == [
        (3, "WRONG_TYPE", "ordered_at"),
        (4, "BROKEN_RULE", None),
    ]
    cells = {cell["column"]: cell for cell in rows[0]["cells"]}
    assert cells["order_no"] == {"column": "order_no", "value": "2", "isMasked": False}
    assert cells["customer_ref"] == {"column": "customer_ref", "value": "C•••", "isMasked": True}
    assert cells["phone"] == {"column": "phone", "value": "0•••", "isMasked": True}
    assert rows[0]["message"].startswith("ordered_at is '2026-13-01 10:00:00', which is not a time")
    assert rows[0]["fileName"] == "orders.csv"


def test_an_identical_file_shows_the_rows_that_are_kept_once(api: Api, manager: str, imported: Path) -> None:
    hand_in(api, imported, warehouse="W2")
    newest = batches(api, manager, tableName=["orders"])[0]
    assert (newest["status"], newest["rowsUnchanged"], newest["rowsRejected"]) == ("UNCHANGED", 1, 2)
    assert {"name": "warehouse", "value": "W2"} in newest["assumptions"]
    assert [row["lineNo"] for row in rejected(api, manager, batchId=newest["id"])] == [3, 4]
    assert len(rejected(api, manager)) == 4


def test_a_row_that_could_be_loaded_later_is_no_longer_open(api: Api, manager: str, imported: Path) -> None:
    assert [row["reason"] for row in rejected(api, manager, reason=["UNKNOWN_REFERENCE"])] == ["UNKNOWN_REFERENCE"]
    (imported / "products.csv").write_text(PRODUCTS + "LATE,Bowl,3\n", "utf-8")
    hand_in(api, imported / "products.csv")
    assert rejected(api, manager, reason=["UNKNOWN_REFERENCE"], isOpen=True) == []
    [loaded_later] = rejected(api, manager, isOpen=False)
    assert loaded_later["resolvedAt"] is not None
    [items] = batches(api, manager, tableName=["order_items"])
    assert (items["rowsLoaded"], items["rowsRejected"], items["reasons"]) == (2, 0, [])
    assert [row["tableName"] for row in batches(api, manager, hasRejected=False)] == ["order_items"]


@pytest.mark.usefixtures("imported")
def test_lists_are_paged_and_narrowed(api: Api, manager: str) -> None:
    first = api.data(REJECTED, manager, first=3)["rejectedRows"]
    second = api.data(REJECTED, manager, first=3, after=first["pageInfo"]["endCursor"])["rejectedRows"]
    assert [len(first["nodes"]), len(second["nodes"])] == [3, 1]
    assert second["pageInfo"]["hasNextPage"] is False
    assert [row["tableName"] for row in batches(api, manager, status=["LOADED"], tableName=["products"])] == [
        "products"
    ]
    assert batches(api, manager, status=["REFUSED", "FAILED"]) == []
    code, message = api.refusal(REJECTED, manager, filter={"batchId": "UHVyY2hhc2VPcmRlcjox"})
    assert (code, message) == ("BAD_USER_INPUT", "The id is not a ImportBatch's.")


@pytest.mark.usefixtures("imported")
def test_operators_see_neither(api: Api, operator: str) -> None:
    for query in (BATCHES, REJECTED):
        assert api.refusal(query, operator)[0] == "FORBIDDEN"
