"""Managers set what recommendations use."""

from playwright.sync_api import Browser, Page, expect

from tests.e2e.visitor import Stand, Visitor


def open_setting(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_an_exception_is_added_changed_and_removed(visitor: Visitor) -> None:
    page = visitor.sign_in("manager", "/planning").page
    expect(page.get_by_text("No exceptions")).to_be_visible()
    open_setting(page, "Add exception")
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("SKU", exact=True).click()
    drawer.get_by_role("combobox", name="Which SKU?").fill(visitor.stand.sku)
    page.locator(".ant-select-item-option").filter(has_text=visitor.stand.sku).click()
    drawer.get_by_label("Service level").fill("45")
    expect(drawer.get_by_text("From 50 to 99.9.")).to_be_visible()
    drawer.get_by_label("Service level").fill("97.5")
    assert visitor.settle().axe() == []
    drawer.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text=visitor.stand.sku)
    expect(row).to_contain_text("97.5%")
    row.get_by_role("button", name="Edit").click()
    drawer.get_by_label("Days between orders").fill("21")
    drawer.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("21 days")
    page.reload()
    expect(row).to_contain_text("97.5%")
    row.get_by_role("button", name="Edit").click()
    drawer.get_by_role("button", name="Remove").click()
    page.get_by_role("tooltip").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No exceptions")).to_be_visible()
    page.goto("/audit?action=UPDATE_PLANNING_SETTINGS")
    expect(page.get_by_role("row").filter(has_text="Change planning settings")).to_have_count(3)


def test_the_later_of_two_managers_is_told_and_sees_the_others_value(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand) as first, Visitor(browser, stand) as second:
        mine, other = first.sign_in("manager", "/planning").page, second.sign_in("deputy", "/planning").page
        for page in (mine, other):
            open_setting(page, "Change")
        other.get_by_label("Days between orders").fill("10")
        other.get_by_role("button", name="Save").click()
        expect(other.get_by_text("10 days", exact=True)).to_be_visible()
        mine.get_by_label("Days between orders").fill("12")
        mine.get_by_role("button", name="Save").click()
        expect(mine.get_by_text("This was changed by someone else")).to_be_visible()
        expect(mine.get_by_text("10 days", exact=True)).to_be_visible()


def test_settings_are_for_managers(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand) as operator:
        page = operator.sign_in("operator", "/planning").page
        expect(page.get_by_role("alert").first).to_contain_text("No permission")
        expect(page.get_by_role("link", name="Planning settings")).to_have_count(0)
