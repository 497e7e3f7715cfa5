"""Deciding on recommendations."""

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.visitor import Language, Stand, Visitor


def test_chosen_recommendations_become_drafts_split_by_supplier(visitor: Visitor) -> None:
    page = visitor.sign_in("manager", "/recommendations").page
    cards = page.get_by_role("article")
    before = cards.count()
    assert before >= 3
    suppliers = set()
    for card in cards.all()[:3]:
        card.get_by_role("checkbox").check()
        suppliers.add(card.locator("dd[translate=no]").inner_text())
    page.get_by_role("button", name="Create orders").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("section")).to_have_count(len(suppliers))
    dialog.get_by_role("spinbutton").first.fill("1234")
    dialog.get_by_role("button", name=re.compile("^Create orders")).click()
    asked = page.get_by_role("dialog", name="Order these lines anyway?")
    expect(asked.get_by_role("listitem").filter(has_text="1,234 units").first).to_be_visible()
    asked.get_by_role("button", name="Order anyway").click()
    expect(dialog.get_by_text(f"Purchase orders created: {len(suppliers)}")).to_be_visible()
    made = dialog.get_by_role("listitem")
    expect(made).to_have_count(len(suppliers))
    numbers = [link.inner_text() for link in dialog.get_by_role("link").all()]
    dialog.get_by_role("button", name="Close").last.click()
    visitor.settle()
    expect(page.get_by_role("button", name="Create orders")).to_have_count(0)

    visitor.open("/recommendations?status=ORDERED")
    expect(cards).to_have_count(3)
    for card in cards.all():
        expect(card.get_by_role("checkbox")).to_be_disabled()
    assert len(numbers) == len(suppliers)


def test_a_recommendation_is_dismissed_with_a_reason(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/recommendations?orderBy=QUANTITY").page
    card = page.get_by_role("article").last
    name = card.get_attribute("aria-label")
    card.get_by_role("button", name="Dismiss").click()
    confirm = page.get_by_role("tooltip").get_by_role("button", name="Dismiss")
    expect(confirm).to_be_disabled()
    page.get_by_label("Reason").fill("A better offer is on its way.")
    confirm.click()
    expect(page.get_by_text("The recommendation was dismissed.")).to_be_visible()
    visitor.open("/recommendations?status=DISMISSED")
    expect(page.get_by_role("article", name=name)).to_have_count(1)


def recommended(cell: Locator) -> int:
    """Units that a cell says are recommended; where some of them were ordered, it says first how many remain."""
    since = re.search(r"recommended ([\d,]+)", cell.inner_text())
    return int((since[1] if since else cell.inner_text()).replace(",", ""))


def test_the_table_is_ordered_by_its_headings(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/recommendations?view=table").page
    page.get_by_role("columnheader", name="Quantity").click()
    expect(page).to_have_url(re.compile("orderBy=QUANTITY"))
    visitor.settle()
    cells = page.locator("tbody tr.ant-table-row td:nth-child(4)")
    quantities = [recommended(cell) for cell in cells.all()]
    assert quantities == sorted(quantities, reverse=True)
    expect(page.get_by_role("columnheader", name="Cost")).to_have_count(0)


def test_a_budget_is_cut_where_it_earns_least_and_what_it_buys_can_be_ordered(visitor: Visitor) -> None:
    page = visitor.sign_in("manager", "/recommendations").page
    page.get_by_role("link", name="Budget planner").click()
    visitor.settle()
    expect(page.get_by_text("Cut line:")).to_have_count(0)
    amount = page.get_by_role("spinbutton", name="Budget")
    budget = int(amount.input_value().replace(",", "")) // 3
    visitor.open(f"/recommendations/budget?budget={budget}")
    rows = page.get_by_role("region", name="What the budget buys").locator("tbody").get_by_role("row")
    expect(rows.filter(has_text="Cut line:")).to_have_count(1)
    texts = rows.all_inner_texts()
    cut = next(at for at, row in enumerate(texts) if row.startswith("Cut line:"))
    lines = [row.split("\t") for row in texts[:cut] if "\t" in row]  # the others are headings of groups
    costs = [int(cells[4].strip().replace(",", "").lstrip("₩")) for cells in lines]
    assert 0 < sum(costs) <= budget
    assert f"Cut line: ₩{sum(costs):,} spent" in texts[cut]
    assert all("Not bought" in row for row in texts[cut + 1 :])
    assert visitor.axe() == []
    page.get_by_role("button", name=f"Create orders for {len(lines)} lines").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton")).to_have_count(len(lines))
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_budget_is_typed_in_figures(browser: Browser, stand: Stand, language: Language) -> None:
    with Visitor(browser, stand, language=language) as visitor:
        page = visitor.sign_in("manager", "/recommendations/budget").page
        amount = page.get_by_role("spinbutton")
        everything = amount.input_value()
        budget = int(everything.replace(",", "")) // 3
        amount.fill("")
        amount.press_sequentially(str(budget))
        expect(amount).to_have_value(f"{budget:,}")
        assert len(visitor.asked("BudgetPlan")) == 1, "what is being typed is not asked for"
        amount.press("Enter")
        expect(page).to_have_url(re.compile(rf"budget={budget}$"))
        visitor.settle()
        assert visitor.asked("BudgetPlan")[-1]["input"]["budget"] == str(budget)
        expect(amount).to_have_value(f"{budget:,}")
        expect(page.get_by_text("예산 한도:" if language == "ko" else "Cut line:")).to_have_count(1)

        amount.fill(f"₩{budget * 2:,}.75")  # as pasted
        page.get_by_role("heading").first.click()
        expect(page).to_have_url(re.compile(rf"budget={budget * 2}$"))
        expect(amount).to_have_value(f"{budget * 2:,}")
        amount.fill("")
        expect(amount).to_have_value("")
        amount.press("Enter")
        expect(page).to_have_url(re.compile("/recommendations/budget$"))
        expect(amount).to_have_value(everything)
        amount.press_sequentially("9")  # more than everything costs
        amount.press("Enter")
        expect(amount).to_have_value(everything)


def test_budgets_are_not_for_operators(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/recommendations/budget").page
    expect(page.get_by_text("No permission")).to_be_visible()
    expect(page.get_by_role("region", name="What the budget buys")).to_have_count(0)
