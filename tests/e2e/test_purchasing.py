"""A purchase order from its first line to its last arrival, by people of different roles."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.visitor import Stand, Visitor

NOTE = "For the summer sale"
ASKED = "Order these lines anyway?"


def choose_first(page: Page, box: Locator) -> None:
    """Open a choice and take its first option."""
    box.click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").first.click()


def write_order(visitor: Visitor) -> str:
    """Write a draft of one line with 40 units as the operator; its address."""
    page = visitor.sign_in("operator", "/purchase-orders/new").page
    expect(page.get_by_role("button", name="Save draft")).to_be_disabled()
    choose_first(page, page.get_by_role("combobox", name="Supplier"))
    choose_first(page, page.get_by_role("combobox", name="Add a product by code or name"))
    page.get_by_role("spinbutton", name=re.compile("Units of")).fill("40")
    page.get_by_role("spinbutton", name=re.compile("Unit cost of")).fill("1000")
    page.get_by_label("Note").fill(NOTE)
    save(page)
    expect(page).to_have_url(re.compile(r"/purchase-orders/(?!new)"))
    expect(page.get_by_text("₩40,000", exact=True).first).to_be_visible()
    return page.url


def save(page: Page) -> None:
    """Save the draft, and confirm what speaks against its line."""
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("dialog", name=ASKED).get_by_role("button", name="Order anyway").click()


def submit(visitor: Visitor) -> str:
    """Write an order and ask for its approval; its address."""
    address = write_order(visitor)
    visitor.page.get_by_role("button", name="Submit for approval").click()
    expect(visitor.page.locator("h1 + *, main").get_by_text("Awaiting approval").first).to_be_visible()
    return address


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Approve", exact=True).click()


def test_an_operator_writes_edits_and_submits_but_can_not_approve(visitor: Visitor) -> None:
    write_order(visitor)
    page = visitor.page
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("spinbutton", name=re.compile("Units of")).fill("50")
    save(page)
    expect(page.get_by_text("₩50,000", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("The order awaits approval.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Reject", exact=True)).to_have_count(0)


def test_a_manager_approves_and_a_second_one_meets_a_conflict(visitor: Visitor, browser: Browser, stand: Stand) -> None:
    address = submit(visitor)
    with Visitor(browser, stand) as manager, Visitor(browser, stand) as deputy:
        deputy.sign_in("deputy", address)
        expect(deputy.page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
        manager.sign_in("manager", address)
        approve(manager.page)
        expect(manager.page.get_by_text("The order is approved.")).to_be_visible()
        approve(deputy.page)
        expect(deputy.page.get_by_role("alert").filter(has_text="Changed by someone else")).to_contain_text(
            "“Approved”"
        )
        expect(deputy.page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


def test_goods_arrive_in_parts_and_the_rest_is_closed_with_a_reason(
    visitor: Visitor, browser: Browser, stand: Stand
) -> None:
    address = submit(visitor)
    with Visitor(browser, stand) as manager:
        approve(manager.sign_in("manager", address).page)
        expect(manager.page.get_by_text("The order is approved.")).to_be_visible()
    page = visitor.open(address).page
    page.get_by_role("button", name="Record arrival").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("spinbutton").fill("15")
    choose_first(page, dialog.get_by_role("combobox", name="Warehouse"))
    dialog.get_by_role("button", name="Record").click()
    expect(page.get_by_text("15 of 40 units")).to_be_visible()
    page.get_by_role("button", name="Complete order").click()
    confirm = page.get_by_role("dialog").get_by_role("button", name="Complete order")
    expect(confirm).to_be_disabled()
    page.get_by_role("dialog").get_by_label("Reason").fill("The supplier can't deliver the rest")
    confirm.click()
    expect(page.get_by_text("The order is completed.")).to_be_visible()
    expect(page.get_by_text("The supplier can't deliver the rest")).to_be_visible()
    expect(page.get_by_role("button", name="Record arrival")).to_have_count(0)


def test_a_rejection_tells_its_reason_and_comments_stay(visitor: Visitor, browser: Browser, stand: Stand) -> None:
    address = submit(visitor)
    with Visitor(browser, stand) as manager:
        page = manager.sign_in("manager", address).page
        page.get_by_role("button", name="Reject", exact=True).click()
        page.get_by_role("dialog").get_by_label("Reason").fill("Twice last month's quantity")
        page.get_by_role("dialog").get_by_role("button", name="Reject").click()
        expect(page.get_by_role("alert").filter(has_text="Rejected by manager")).to_be_visible()
        page.get_by_label("Write a comment").fill("Ask for half of it.")
        page.get_by_role("button", name="Add comment").click()
        expect(page.get_by_role("listitem").get_by_text("Ask for half of it.")).to_be_visible()
        assert manager.axe() == []
    page = visitor.open(address).page
    expect(page.get_by_text("Twice last month's quantity").first).to_be_visible()
    page.get_by_role("button", name="Reopen as draft").click()
    expect(page.get_by_text("The order is a draft again.")).to_be_visible()


def test_an_order_is_saved_as_a_file(visitor: Visitor, tmp_path: Path) -> None:
    write_order(visitor)
    visitor.page.get_by_role("button", name="Document").click()
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("menuitem", name="CSV").click()
    saved = tmp_path / "order.csv"
    waiting.value.save_as(saved)
    assert waiting.value.suggested_filename.startswith("PO-")
    assert "40" in saved.read_text("utf-8-sig")


def test_conditions_of_the_list_stand_in_the_address(visitor: Visitor) -> None:
    write_order(visitor)
    page = visitor.open("/purchase-orders?state=DRAFT&whose=mine").page
    expect(page.get_by_role("checkbox", name="Only mine")).to_be_checked()
    numbers = page.get_by_role("link", name=re.compile("^PO-"))
    expect(numbers.first).to_be_visible()
    page.get_by_role("textbox", name="Order number").fill("no such number")
    expect(page.get_by_text("No order meets the conditions.")).to_be_visible()
    page.get_by_role("button", name="Reset conditions").first.click()
    expect(numbers.first).to_be_visible()
    assert "?" not in page.url
