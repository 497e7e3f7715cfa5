"""The page of an upload in each of its states: accessible, and whole in a narrow window."""

import json

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from graphql_api.node import global_id
from kit.database import make_engine
from tests.e2e.visitor import NARROW, WIDE, Language, Stand, Theme, Visitor

DESCRIPTION = {
    "file": "orders.csv",
    "profile": None,
    "encoding": "cp949",
    "header_line": 3,
    "rows": 2000,
    "columns": [
        {"name": "판매일", "values": ["03/04/2026", "05/04/2026"], "field": "sales.date", "format": None},
        {"name": "상품코드", "values": ["A-1", "B-2", "C-3"], "field": None, "format": None},
        {"name": "수량", "values": ["1", "2", "1.250"], "field": "sales.quantity", "format": None},
    ],
    "previews": [
        {
            "table": "order_items",
            "columns": ["order", "line_no", "product", "quantity", "unit_price"],
            "rows": [["1001", "1", "A-1", "2", "12900"], ["1002", "1", "B-2", "1", "4500"]],
            "problems": {"WRONG_TYPE": 3},
        }
    ],
    "questions": [
        {"kind": "MAPPING", "column": None, "values": []},
        {"kind": "DATE_ORDER", "column": "판매일", "values": ["03/04/2026"]},
        {"kind": "NUMBER_FORMAT", "column": "수량", "values": ["1.250"]},
        {"kind": "STATUS_WORDS", "column": "주문상태", "values": ["배송보류"]},
    ],
    "warnings": [{"kind": "LEADING_ZEROS", "codes": ["007", "7"]}],
    "set_aside": [{"line": 2003, "reason": "TOTAL", "text": "합계 2,000"}],
}
PASSWORD_ASKED = DESCRIPTION | {
    "columns": [],
    "previews": [],
    "warnings": [],
    "set_aside": [],
    "questions": [{"kind": "PASSWORD", "column": None, "values": []}],
}
READY = DESCRIPTION | {"profile": "canonical", "questions": []}
FAILURE = {
    "code": "X",
    "message": "Line 7 is cut off.",
    "message_ko": "7번째 줄이 잘렸습니다.",
    "line": 7,
    "column": None,
}
PAGES = {
    "asking": ("ASKING", DESCRIPTION, None),
    "password": ("ASKING", PASSWORD_ASKED, None),
    "ready": ("READY", READY, None),
    "done": ("DONE", READY, None),
    "failed": ("FAILED", None, FAILURE),
    "loading": ("LOADING", READY, None),
}
INSERT = text("""
    insert into app.imports
        (file_name, size_bytes, sha256, state, source, description, failure, uploaded_by, finished_at)
    values (:name, 9, sha256('x'), :state, 'CONSOLE', cast(:description as jsonb), cast(:failure as jsonb),
            'manager@shop.example', case when :state in ('DONE', 'FAILED') then now() end)
    returning id
""")
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def paths(stand: Stand) -> dict[str, str]:
    """The addresses of uploads, by what they show; no worker runs, so they stay so."""
    engine, found = make_engine(stand.database), {}
    with engine.begin() as connection:
        for name, (state, described, failure) in PAGES.items():
            values = {
                "name": f"{name}.csv",
                "state": state,
                "description": described and json.dumps(described),
                "failure": failure and json.dumps(failure),
            }
            found[name] = f"/imports/{global_id('Import', connection.scalar(INSERT, values))}"
    engine.dispose()
    return found | {"list": "/imports"}


@pytest.mark.parametrize(("language", "theme"), [("ko", "light"), ("en", "dark")])
def test_each_state_of_an_upload_is_accessible_and_fits_the_window(
    browser: Browser, stand: Stand, paths: dict[str, str], language: Language, theme: Theme
) -> None:
    found: dict[str, object] = {}
    for size in (WIDE, NARROW):
        with Visitor(browser, stand, language=language, theme=theme, size=size) as visitor:
            visitor.sign_in("manager")
            for name, path in paths.items():
                visitor.page.goto(path)
                expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
                visitor.page.wait_for_timeout(300) if name == "loading" else visitor.settle()
                found[f"{name} {size}"] = [*visitor.axe(), visitor.page.evaluate(WIDTH)]
    assert found == {name: [0] for name in found}
