"""What holds for all that opens above a page: accessible in both themes and languages, and whole."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.dialogs import OPENINGS, TO_APPROVE, TO_RECEIVE, Control, Opening
from tests.e2e.visitor import NARROW, Language, Stand, Visitor
from tests.e2e.words import called, english_in

ABOVE = ".ant-modal, .ant-drawer-section, .ant-popover, .ant-dropdown, .ant-message-notice"
OPTION = ".ant-select-dropdown:visible .ant-select-item-option:not(.ant-select-item-option-selected)"
UNSOLD = "9999999"
FIRST = "{ skus(first: 1) { nodes { code supplier { code } } } }"
WRITE = """
mutation Write($input: CreatePurchaseOrderInput!) {
  step: createPurchaseOrder(input: $input) {
    ... on PurchaseOrder { id version }
    ... on ConfirmationRequired { warnings { sku code quantity } }
  }
}
"""
STEP = """
mutation Step($input: PurchaseOrderVersionInput!) {
  step: %sPurchaseOrder(input: $input) {
    ... on PurchaseOrder { id version }
  }
}
"""


@pytest.fixture(scope="module")
def orders(browser: Browser, stand: Stand) -> dict[str, str]:
    """Addresses of an order that awaits approval and of one that awaits its goods."""

    def step(name: str, person: str, order: dict[str, object]) -> dict[str, object]:
        given = {"id": order["id"], "expectedVersion": order["version"]}
        taken: dict[str, object] = visitor.ask(person, STEP % name, input=given)["step"]
        return taken

    def submitted() -> dict[str, object]:
        given = {"supplier": sku["supplier"]["code"], "lines": [{"sku": sku["code"], "quantity": 10}]}
        answer = visitor.ask("operator", WRITE, input=given)["step"]
        if "warnings" in answer:
            answer = visitor.ask("operator", WRITE, input={**given, "confirmed": answer["warnings"]})["step"]
        return step("submit", "operator", answer)

    with Visitor(browser, stand) as visitor:
        sku = visitor.ask("operator", FIRST)["skus"]["nodes"][0]
        pending, other = submitted(), submitted()
        approved = step("approve", "manager", other)
    return {TO_APPROVE: f"/purchase-orders/{pending['id']}", TO_RECEIVE: f"/purchase-orders/{approved['id']}"}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("person", sorted({opening.person for opening in OPENINGS}))
def test_what_opens_above_a_page_is_accessible(
    browser: Browser, stand: Stand, orders: dict[str, str], person: str, language: Language
) -> None:
    found: dict[str, object] = {}
    with Visitor(browser, stand, language=language) as visitor:
        visitor.sign_in(person, "/no-such-page")
        for opening in OPENINGS:
            if opening.person == person:
                bring(visitor, opening, orders, language)
                found[opening.name] = [*objections(visitor, language), *outside(visitor.page)]
    assert found == {name: [] for name in found}


def bring(visitor: Visitor, opening: Opening, orders: dict[str, str], language: Language) -> None:
    """Open its page and it."""
    page = visitor.page
    page.emulate_media(color_scheme="light")
    page.goto(orders.get(opening.path, opening.path).replace("{sku}", visitor.stand.sku))
    for control in opening.controls:
        use(page, control, language)
    expect(page.locator(ABOVE).filter(visible=True).last).to_be_visible()
    visitor.rest()


def use(page: Page, control: Control, language: Language) -> None:
    """Click a control, or give it a value."""
    role, key = control
    found = page.get_by_role(role, name=called(language, key)).first
    if role == "spinbutton":
        found.fill(UNSOLD)
        return
    found.click()
    if role == "combobox":
        page.locator(OPTION).first.click()


def objections(visitor: Visitor, language: Language) -> list[str]:
    """What the accessibility checker says in light and in dark, and English words in Korean."""
    page = visitor.page
    said = visitor.axe()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html[data-theme=dark]")).to_be_attached()
    said += visitor.axe(only=("color-contrast",), within=ABOVE)  # of the page itself, its own test checks them
    return said + (sorted(english_in(page)) if language == "ko" else [])


def outside(page: Page) -> list[str]:
    """Dialogs and drawers that a narrow window cuts off."""
    wide = page.viewport_size
    assert wide is not None
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    boxes = [box for dialog in page.get_by_role("dialog").all() if (box := dialog.bounding_box())]
    page.set_viewport_size(wide)
    return [f"cut off: {box}" for box in boxes if box["x"] < 0 or box["x"] + box["width"] > NARROW[0]]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_navigation_of_a_narrow_window_is_accessible(browser: Browser, stand: Stand, language: Language) -> None:
    with Visitor(browser, stand, language=language, size=NARROW) as visitor:
        page = visitor.sign_in("manager", "/no-such-page").page
        page.get_by_role("button", name=called(language, "common:shell.openNavigation")).click()
        expect(visitor.settle().page.get_by_role("dialog")).to_be_visible()
        assert objections(visitor, language) == []
