"""What people said of a SKU, and who did what to it."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.visitor import Visitor


def panel(visitor: Visitor, title: str) -> Locator:
    return visitor.page.locator("section", has=visitor.page.get_by_role("heading", name=title))


def test_a_remark_is_read_by_all_and_its_trail_by_managers(visitor: Visitor) -> None:
    address = f"/skus/{visitor.stand.sku}"
    page = visitor.sign_in("operator", address).page
    remarks = panel(visitor, "Comments")
    send = remarks.get_by_role("button", name="Comment")
    expect(send).to_be_disabled()
    remarks.get_by_role("textbox", name="Write a comment").fill("The supplier is closed next week.\nOrder early.")
    send.click()
    said = remarks.get_by_role("listitem").filter(has_text="The supplier is closed next week.")
    expect(said.get_by_text("operator", exact=True)).to_be_visible()
    expect(remarks.get_by_role("textbox", name="Write a comment")).to_have_value("")
    expect(page.get_by_role("heading", name="Who did what")).to_have_count(0)
    assert visitor.asked("SkuTrail") == []

    visitor.sign_in("manager", address)
    expect(panel(visitor, "Comments").get_by_text("Order early.")).to_be_visible()
    trail = panel(visitor, "Who did what")
    entry = trail.get_by_role("listitem").filter(has_text="Comment on SKU").first
    expect(entry.get_by_text("operator@shop.example")).to_be_visible()
    assert visitor.axe() == []
    trail.get_by_role("link", name="In the audit log").click()
    expect(page).to_have_url(re.compile(rf"/audit\?sku={visitor.stand.sku}$"))
    rows = page.locator("tbody tr.ant-table-row")
    expect(rows.first).to_be_visible()
    expect(rows.filter(has_text="Sign-in")).to_have_count(0)
    expect(rows.filter(has_text="Comment on SKU").first).to_be_visible()
