"""Administrators look after people, and everybody after the tokens of their programs."""

import re

from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from domain.identity.service import create_user
from kit.database import make_engine
from tests.e2e.visitor import Stand, Visitor
from tests.factories.secrets import PASSWORD


def test_a_user_is_added_promoted_and_refused(visitor: Visitor) -> None:
    page = visitor.sign_in("admin", "/users").page
    page.get_by_role("button", name="Add user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("newcomer@shop.example")
    dialog.get_by_label("Name", exact=True).fill("Newcomer")
    dialog.get_by_label("First password").fill(PASSWORD)
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="newcomer@shop.example")
    expect(row).to_contain_text("Operator")
    row.get_by_role("button", name="Edit").click()
    dialog.get_by_role("combobox", name="Role").click()
    page.locator(".ant-select-dropdown:visible").get_by_title("Manager").click()
    dialog.get_by_label("Approval limit").fill("70000")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("70,000")
    expect(row).to_contain_text("Manager")
    row.get_by_role("button", name="Disable").click()
    page.get_by_role("tooltip").get_by_role("button", name="Disable").click()
    expect(row.get_by_text("Disabled")).to_be_visible()


def test_an_operator_sees_sums_once_an_administrator_allows_it(browser: Browser, stand: Stand) -> None:
    engine = make_engine(stand.database)
    with Session(engine) as session, session.begin():
        create_user(session, "cashier@shop.example", "OPERATOR", PASSWORD)
    engine.dispose()
    with Visitor(browser, stand) as admin, Visitor(browser, stand) as cashier:
        page = cashier.sign_in("cashier", "/purchase-orders/new").page
        units = choose_first(page)
        expect(page.get_by_text("Total", exact=True)).to_have_count(0)
        expect(page.get_by_text("₩")).to_have_count(0)

        allow_costs(admin.sign_in("admin", "/users").page)
        cashier.open("/recommendations/budget")
        expect(page.get_by_role("region", name="What the budget buys")).to_be_visible()
        assert choose_first(cashier.open("/purchase-orders/new").page) == units
        total = page.get_by_text("Total", exact=True).locator("xpath=following-sibling::dd")
        expect(total).to_have_text(re.compile(r"₩[1-9][\d,]*$"))


def allow_costs(page: Page) -> None:
    """Let the cashier see costs."""
    row = page.get_by_role("row").filter(has_text="cashier@shop.example")
    row.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("switch", name="Sees costs").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def choose_first(page: Page) -> str:
    """Choose the first supplier of a new order and its first product; the units of its line."""
    for name in ("Supplier", "Add a product by code or name"):
        page.get_by_role("combobox", name=name).click()
        page.locator(".ant-select-dropdown:visible .ant-select-item-option").first.click()
    return page.get_by_role("spinbutton", name=re.compile("Units of")).input_value()


def test_users_are_for_administrators(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand) as manager:
        page = manager.sign_in("manager", "/users").page
        expect(page.get_by_role("alert")).to_contain_text("No permission")
        expect(page.get_by_role("link", name="Users")).to_have_count(0)


def test_the_text_of_a_token_is_shown_once(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/tokens").page
    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="Approve")).to_have_count(0)
    dialog.get_by_label("Purpose").fill("stock sheet")
    dialog.get_by_role("button", name="Create token").click()
    shown = page.get_by_role("alert").filter(has_text="shown only once").get_by_text(re.compile("^jgo_"))
    text = shown.inner_text()
    answer = visitor.context.request.post(
        "/graphql", data={"query": "{ me { email } }"}, headers={"Authorization": f"Bearer {text}"}
    )
    assert answer.json()["data"]["me"]["email"] == "operator@shop.example"
    visitor.settle().page.reload()
    expect(page.get_by_text("stock sheet")).to_be_visible()
    expect(page.get_by_text(re.compile("^jgo_[^…]{20,}"))).to_have_count(0)
    page.get_by_role("button", name="Revoke stock sheet").click()
    page.get_by_role("tooltip").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No tokens")).to_be_visible()
