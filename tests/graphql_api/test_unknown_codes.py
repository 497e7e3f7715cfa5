"""Codes that wait, and matching them by hand."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from graphql_api.node import global_id
from tests.graphql_api.conftest import Api
from tests.graphql_api.test_imports import hand_in

CODES = """{ unknownCodes(first: 10) { totalCount nodes { channel code option lines units firstDay lastDay
    suggestions { productId code reason } } } }"""
MATCH = """mutation ($input: MatchCodeInput!) { matchCode(input: $input) { __typename
    ... on MatchedCode { channel code option units sku lines }
    ... on ValidationFailed { fieldErrors { field } } ... on NotFound { code } } }"""
FILES = {
    "products": "sku,name,barcode\nAB-017,Green tea,8801234567893\nMUG,Mug,\n",
    "orders": "order_no,ordered_at,channel\n1,2026-03-01 23:30:00,naver\n2,2026-03-05,naver\n3,2026-03-07,\n",
    "order_items": (
        "order,product,option,quantity,unit_price\n1,ab17,,2,500\n2,ab17,,1,500\n2,ab17,mug,4,500\n3,8801234567893,,1,9\n"
        "3,MUG,,1,9\n"
    ),
}


@pytest.fixture
def waiting(api: Api, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    hand_in(api, folder)
    return folder


def codes(api: Api, token: str) -> list[dict[str, Any]]:
    found = api.data(CODES, token)["unknownCodes"]
    assert found["totalCount"] == len(found["nodes"])
    return found["nodes"]  # type: ignore[no-any-return]


def match(api: Api, token: str, **given: object) -> dict[str, Any]:
    return api.data(MATCH, token, input=given)["matchCode"]  # type: ignore[no-any-return]


def test_codes_that_wait_are_listed_once_with_what_they_may_be(api: Api, manager: str, waiting: Path) -> None:
    items = waiting / "order_items.csv"
    items.write_text(items.read_text("utf-8") + "3,MUG,,1,9\n", "utf-8")  # a later file delivers them all again
    hand_in(api, items)
    found = codes(api, manager)
    named = [(code["channel"], code["code"], code["option"], code["lines"], code["units"]) for code in found]
    assert named == [
        ("naver", "ab17", None, 2, 3),
        (None, "8801234567893", None, 1, 1),
        ("naver", "ab17", "mug", 1, 4),
    ]
    assert (found[0]["firstDay"], found[0]["lastDay"]) == ("2026-03-01", "2026-03-05")
    suggested = [[(each["code"], each["reason"]) for each in code["suggestions"]] for code in found]
    assert suggested == [
        [("AB-017", "SAME_CODE")],
        [("AB-017", "SAME_BARCODE")],
        [("AB-017", "SAME_CODE"), ("MUG", "SAME_NAME")],
    ]


@pytest.mark.usefixtures("waiting")
def test_a_matched_code_counts_back_to_its_days(api: Api, manager: str) -> None:
    product = codes(api, manager)[1]["suggestions"][0]["productId"]
    given = {"channel": "naver", "code": "ab17", "productId": product, "units": 3}
    matched = {"channel": "naver", "code": "ab17", "option": None, "units": 3, "sku": "AB-017", "lines": 3}
    assert match(api, manager, **given) == {"__typename": "MatchedCode", **matched}
    assert [code["code"] for code in codes(api, manager)] == ["8801234567893"]
    assert match(api, manager, **given)["lines"] == 3
    with api.engine.connect() as connection:
        drawn = connection.execute(
            text(
                "select order_no, quantity * units_per_item from raw.order_items item join raw.orders o on"
                " o.id = item.order_id where listing_id is not null order by 1, 2"
            )
        ).all()
        audited = connection.scalar(text("select count(*) from audit.audit_logs where action = 'MATCH_CODE'"))
        counts = connection.execute(
            text("select rows_loaded, rows_rejected from raw.import_batches where table_name = 'order_items'")
        ).one()
    assert [tuple(row) for row in drawn] == [("1", 6), ("2", 3), ("2", 12)]
    assert audited == 1
    assert tuple(counts) == (4, 1)
    assert match(api, manager, **{**given, "units": 2})["units"] == 2  # corrected: its lines draw two
    with api.engine.connect() as connection:
        units = connection.scalar(text("select sum(quantity * units_per_item) from raw.order_items"))
    assert units == 2 * (2 + 1 + 4) + 1


@pytest.mark.usefixtures("waiting")
def test_what_cannot_be_matched_changes_nothing(api: Api, manager: str, operator: str) -> None:
    product = codes(api, manager)[1]["suggestions"][0]["productId"]
    for given, field in (({"code": " "}, "code"), ({"code": "ab17", "units": 0}, "units")):
        refused = match(api, manager, **{"productId": product, **given})
        assert [error["field"] for error in refused["fieldErrors"]] == [field]
    unknown = global_id("Sku", 10**9)
    assert match(api, manager, code="ab17", productId=unknown)["__typename"] == "NotFound"
    assert len(codes(api, manager)) == 3
    assert api.refusal(MATCH, operator, input={"code": "ab17", "productId": product})[0] == "FORBIDDEN"
