"""The list of SKUs and the workbench of one."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from kit.clock import utc_now
from tests.e2e.visitor import Stand, Visitor


def column(visitor: Visitor, number: int) -> list[str]:
    # The first one holds the boxes to choose by.
    return visitor.page.locator(f"tbody tr.ant-table-row td:nth-child({number + 2})").all_inner_texts()


def test_the_list_is_narrowed_ordered_and_paged_and_its_address_shows_the_same_rows(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/skus").page
    expect(page.locator("tbody tr.ant-table-row")).to_have_count(50)
    everything = column(visitor, 0)
    page.get_by_role("button", name="Next").click()
    visitor.settle()
    second = column(visitor, 0)
    assert second
    assert not set(second) & set(everything)
    page.get_by_role("button", name="Back").click()
    expect(page.locator("tbody tr.ant-table-row")).to_have_count(50)
    assert column(visitor, 0) == everything

    page.get_by_role("columnheader", name="Product").click()
    expect(page).to_have_url(re.compile("orderBy=CODE"))
    visitor.settle()
    codes = [cell.splitlines()[-1] for cell in column(visitor, 0)]
    assert codes == sorted(codes)
    page.get_by_label("Risk", exact=True).click()
    page.get_by_title("Low", exact=True).click()
    page.keyboard.press("Escape")
    visitor.settle()
    expect(page).to_have_url(re.compile(r"orderBy=CODE&risk=LOW|risk=LOW&orderBy=CODE"))
    expect(page.locator("tbody tr.ant-table-row td:nth-child(3)", has_not_text="Low")).to_have_count(0)
    assert set(column(visitor, 1)) == {"Low"}
    narrowed = column(visitor, 0)

    shared = visitor.context.new_page()
    shared.goto(page.url)
    expect(shared.locator("tbody tr.ant-table-row")).to_have_count(len(narrowed))
    assert shared.locator("tbody tr.ant-table-row td:nth-child(2)").all_inner_texts() == narrowed


def test_a_search_that_finds_nothing_says_so_and_can_be_taken_back(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/skus").page
    page.get_by_role("textbox", name="Code or name").fill("no such thing")
    expect(page.get_by_text("No SKU meets the conditions.")).to_be_visible()
    page.get_by_role("button", name="Reset conditions").click()
    expect(page.locator("tbody tr.ant-table-row").first).to_be_visible()


def test_chosen_skus_are_taken_to_their_recommendations(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/skus").page
    rows = page.locator("tbody tr.ant-table-row")
    codes = [rows.nth(at).locator("td").nth(1).inner_text().splitlines()[-1] for at in range(3)]
    for at in range(3):
        rows.nth(at).get_by_role("checkbox").check()
    bar = page.get_by_role("region", name="Chosen SKUs")
    expect(bar.get_by_text("3 chosen")).to_be_visible()
    assert visitor.axe() == []
    bar.get_by_role("link", name="Their recommendations").click()
    visitor.settle()
    expect(page.get_by_text("3 SKUs chosen")).to_be_visible()
    assert visitor.asked("Recommendations")[0]["filter"]["sku"] == codes
    shown = page.locator("tbody tr.ant-table-row td:nth-child(2)").all_inner_texts()
    assert {cell.splitlines()[-1] for cell in shown} <= set(codes)


def test_a_page_asks_only_for_what_it_shows(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/skus").page
    expect(page.locator("tbody tr.ant-table-row").first).to_be_visible()
    visitor.settle()
    names = sorted(re.findall(r"(?:query|mutation) (\w+)", " ".join(sent["query"] for sent in visitor.operations)))
    assert names == ["RefreshSession", "SavedViews", "Shell", "SkuCount", "SkuFacets", "Skus"]


def test_the_rows_are_saved_as_csv(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.sign_in("operator", "/skus").page
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "skus.csv")
    rows = list(csv.reader((tmp_path / "skus.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["SKU code", "Name"]
    assert len(rows) == 61


def test_the_palette_finds_a_sku_by_its_code(visitor: Visitor) -> None:
    page = visitor.sign_in("operator").page
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(visitor.stand.sku)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.stand.address}/skus/{visitor.stand.sku}")
    expect(page.get_by_role("heading", name="Sales and forecast")).to_be_visible()


def total(stand: Stand, days: int) -> tuple[float, float, float]:
    query = text("""
        select mean, p10, p90 from ai.current_prediction_totals where sku = :sku and horizon_days = :days
    """)
    engine = create_engine(stand.database)
    with engine.connect() as connection:
        row = connection.execute(query, {"sku": stand.sku, "days": days}).one()
    engine.dispose()
    return row.mean, row.p10, row.p90


def test_the_horizon_is_switched_with_its_total_and_its_explanation(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", f"/skus/{visitor.stand.sku}").page
    for days in (14, 7, 30):
        if days != 14:
            page.get_by_title(f"{days} days", exact=True).click()
            visitor.settle()
        mean, low, high = (f"{round(value):,}" for value in total(visitor.stand, days))
        expect(page.get_by_text(f"Total of {days} days", exact=True).first.locator("xpath=..")).to_contain_text(mean)
        expect(page.get_by_text("80% range", exact=True).first.locator("xpath=..")).to_contain_text(
            re.compile(rf"{low} . {high}$")
        )
    expect(page).to_have_url(re.compile("horizon=DAYS_30"))
    explanation = page.locator("section", has=page.get_by_role("heading", name="Why this forecast"))
    expect(explanation.get_by_role("row", name=re.compile(r"^Base \d"))).to_be_visible()
    expect(explanation.get_by_role("row", name=re.compile(r"^Forecast \d"))).to_be_visible()


def test_a_chart_is_read_as_a_table_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.sign_in("operator", f"/skus/{visitor.stand.sku}?horizon=DAYS_7").page
    page.get_by_role("button", name="Sales and forecast: View as table").click()
    table = page.get_by_role("region", name="Sales and forecast")
    expect(table.get_by_role("row")).to_have_count(1 + 90 + 7)
    with page.expect_download() as download:
        page.get_by_role("button", name="Sales and forecast: Download CSV").click()
    download.value.save_as(tmp_path / "forecast.csv")
    rows = list(csv.reader((tmp_path / "forecast.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 1 + 90 + 7
    assert rows[90][0] == "2026-06-30"
    assert rows[91][0] == "2026-07-01"
    assert sum(float(row[3]) for row in rows[91:]) > 0


def test_costs_are_for_managers_only(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", f"/skus/{visitor.stand.sku}").page
    expect(page.get_by_text("Price", exact=True)).to_be_visible()
    assert page.get_by_text(re.compile("^Cost ")).count() == 0
    visitor.sign_in("manager", f"/skus/{visitor.stand.sku}")
    expect(page.get_by_text(re.compile("^Cost "))).to_be_visible()


def test_a_code_that_is_none_is_told(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/skus/NO%2FSUCH").page
    expect(page.get_by_text("No such SKU")).to_be_visible()


def test_a_planner_overrides_the_forecast_with_a_reason_and_takes_it_back(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", f"/skus/{visitor.stand.sku}").page
    panel = page.locator("section", has=page.get_by_role("heading", name="Overrides"))
    panel.get_by_role("button", name="Override the forecast").click()
    dialog = page.get_by_role("dialog")
    # The world has ended, the clock has not: only days that are still to come, here and in Seoul, can be overridden.
    dialog.get_by_label("From", exact=True).fill(str(utc_now().date() + timedelta(days=2)))
    dialog.get_by_label("To", exact=True).fill(str(utc_now().date() + timedelta(days=7)))
    dialog.get_by_role("spinbutton", name="Value").fill("1.5")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Enter a value.")).to_be_visible()
    dialog.get_by_label("Reason").click()
    page.get_by_title("Event", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("1.5 times the model")).to_be_visible()
    panel.get_by_role("button", name="Clear").click()
    expect(panel.get_by_text("No overrides")).to_be_visible()


def test_a_correction_of_demand_is_refused(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", f"/skus/{visitor.stand.sku}").page
    panel = page.locator("section", has=page.get_by_role("heading", name="Demand corrections"))
    entry = panel.get_by_role("listitem").first
    entry.get_by_role("button", name="Refuse").click()
    expect(entry.get_by_text("Refused by operator")).to_be_visible()
    expect(entry.get_by_role("button", name="Refuse")).to_be_disabled()


# Nothing but the need decides how much of it is ordered, and its stock lasts until that comes.
UNBOUND = """
    select product.sku from ai.recommendations as made
    join jobs.published_run as served on made.run_id = served.run_id
    join raw.products as product on made.product_id = product.id
    where made.quantity > 0 and product.max_order_qty is null and product.shelf_life_days is null and not exists (
        select from jsonb_array_elements(made.waterfall) as term
        where term ->> 'key' in ('ECONOMIC_ORDER', 'LOST_BEFORE_ARRIVAL') and term ->> 'units' <> '0'
    )
    order by made.quantity desc, product.sku limit 1
"""


def test_a_longer_lead_time_is_tried_beside_what_is_stored(visitor: Visitor) -> None:
    engine = create_engine(visitor.stand.database)
    with engine.connect() as connection:
        sku = str(connection.scalars(text(UNBOUND)).one())
    engine.dispose()
    page = visitor.sign_in("manager", f"/skus/{sku}").page
    panel = page.locator("section", has=page.get_by_role("heading", name="What if"))
    outcome = panel.get_by_role("status", name="Outcome")
    expect(outcome.get_by_text("Same as current")).to_be_visible()
    total = panel.get_by_role("row", name=re.compile("^Order quantity"))
    stored, same, moved = total.get_by_role("cell").all_inner_texts()
    assert (same, moved) == (stored, "0")
    slider = panel.get_by_role("slider", name="Lead time")
    slider.press("End")
    visitor.settle()
    (asked,) = visitor.asked("WhatIf")[1:]
    assert asked["input"] == {"sku": sku, "leadTimeDays": int(slider.get_attribute("aria-valuenow") or 0)}
    before, now, moved = (
        int(cell.replace(",", "").replace("+", "")) for cell in total.get_by_role("cell").all_inner_texts()
    )
    assert before == int(stored.replace(",", ""))
    assert now - before == moved != 0
    expect(outcome.get_by_text(f"{moved:+,} units")).to_be_visible()
    panel.get_by_role("button", name="Reset").click()
    expect(outcome.get_by_text("Same as current")).to_be_visible()


def test_what_if_is_for_managers_only(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", f"/skus/{visitor.stand.sku}").page
    expect(page.get_by_role("heading", name="Where the quantity comes from")).to_be_visible()
    expect(page.get_by_role("heading", name="What if")).to_have_count(0)
    assert visitor.asked("WhatIf") == []
