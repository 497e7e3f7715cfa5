"""Saved views and hidden columns follow a person to another device, and others see what is shared."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect
from sqlalchemy import create_engine, text

from tests.e2e.visitor import Stand, Visitor

LEFT_BEHIND = {"jaego.views.skus": json.dumps([{"name": "From before", "search": "?risk=LOW&after=x"}])}


@pytest.fixture
def shelf(stand: Stand) -> Iterator[None]:
    """Nobody has views or columns of their own, before and after."""
    engine = create_engine(stand.database)
    for is_after in (False, True):
        with engine.begin() as connection:
            connection.execute(text("delete from app.saved_views"))
            connection.execute(text("delete from app.column_choices"))
        if not is_after:
            yield
    engine.dispose()


def open_views(visitor: Visitor) -> Locator:
    """Open the views of the list in view; what opens."""
    visitor.page.get_by_role("button", name="Saved views").click()
    opened = visitor.page.get_by_role("tooltip").filter(has=visitor.page.get_by_label("Name of the view"))
    expect(opened).to_be_visible()
    return opened


@pytest.mark.usefixtures("shelf")
def test_views_and_columns_follow_a_person_and_shared_views_reach_others(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand) as visitor:
        page = visitor.sign_in("deputy", "/tokens").page
        page.evaluate(
            "kept => Object.entries(kept).forEach(([key, value]) => localStorage.setItem(key, value))", LEFT_BEHIND
        )
        visitor.open("/skus?risk=HIGH&orderBy=CODE")
        assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('jaego.views'))") == []
        opened = open_views(visitor)
        expect(opened.get_by_role("button", name="From before", exact=True)).to_be_visible()
        opened.get_by_label("Name of the view").fill("Risky by code")
        opened.get_by_role("button", name="Save these conditions").click()
        opened.get_by_role("button", name="Share Risky by code with everyone").click()
        expect(opened.get_by_text("Shared", exact=True)).to_be_visible()
        page.mouse.move(0, 0)
        assert visitor.settle().axe() == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Columns").click()
        page.get_by_role("checkbox", name="On hand").uncheck()
        page.get_by_role("checkbox", name="Category").check()
        expect(page.get_by_role("columnheader", name="On hand")).to_have_count(0)
        visitor.rest()
    with Visitor(browser, stand) as elsewhere:
        page = elsewhere.sign_in("deputy", "/skus").page
        expect(page.get_by_role("columnheader", name="Category")).to_be_visible()
        expect(page.get_by_role("columnheader", name="On hand")).to_have_count(0)
        opened = open_views(elsewhere)
        expect(opened.get_by_role("button", name="From before", exact=True)).to_be_visible()
        opened.get_by_role("button", name="Risky by code", exact=True).click()
        expect(page).to_have_url(f"{stand.address}/skus?risk=HIGH&orderBy=CODE")
    with Visitor(browser, stand) as other:
        page = other.sign_in("operator", "/skus").page
        expect(page.get_by_role("columnheader", name="On hand")).to_be_visible()
        theirs = open_views(other).get_by_role("region", name="Shared by others")
        expect(theirs.get_by_role("listitem")).to_have_count(1)
        expect(theirs.get_by_text("By deputy")).to_be_visible()
        expect(theirs.get_by_role("button")).to_have_count(1)
        theirs.get_by_role("button", name="Risky by code").click()
        expect(page).to_have_url(f"{stand.address}/skus?risk=HIGH&orderBy=CODE")
