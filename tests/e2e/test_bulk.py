"""Several SKUs of the list at once: saved as a workbook, their alerts acknowledged, their recommendations ordered."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine
from playwright.sync_api import Locator, expect
from sqlalchemy import Connection, create_engine, text

from tests.e2e.visitor import Stand, Visitor

OPEN_ALERTS = """
    select product.sku, max(anomaly.id) as id, count(*) as alerts
    from ai.anomaly_detections as anomaly join raw.products as product on product.id = anomaly.product_id
    where anomaly.status = 'OPEN' group by product.sku order by count(*), product.sku
"""
WITHOUT_ALERTS = """
    select sku from mart.current_sku_overview
    where product_id not in (select product_id from ai.anomaly_detections where status = 'OPEN') order by sku limit 1
"""
OPEN_RECOMMENDATIONS = """
    select product.sku, recommendation.product_id
    from ai.recommendations as recommendation join raw.products as product on product.id = recommendation.product_id
    join jobs.published_run as published using (run_id) join mart.sku_overview as overview using (run_id, product_id)
    where recommendation.status = 'OPEN' and recommendation.quantity > 0 and overview.trust_grade <> 'D'
    order by product.sku limit 2
"""


@contextmanager
def database(stand: Stand) -> Iterator[Connection]:
    engine = create_engine(stand.database)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def choose(visitor: Visitor, codes: list[str]) -> Locator:
    """Choose SKUs of the list; the bar of what can be done with them."""
    page = visitor.page
    for code in codes:
        page.get_by_role("textbox", name="Code or name").fill(code)
        row = page.locator("tbody tr.ant-table-row", has_text=code)
        expect(page.locator("tbody tr.ant-table-row")).to_have_count(1)
        row.get_by_role("checkbox").check()
    bar = page.get_by_role("region", name="Chosen SKUs")
    expect(bar.get_by_text(f"{len(codes)} chosen")).to_be_visible()
    return bar


def saved(visitor: Visitor, path: Path) -> list[list[object]]:
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="XLSX").click()
    download.value.save_as(path)
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_the_list_is_saved_as_a_workbook_with_costs_for_managers_only(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("operator", "/skus")
    heads, *rows = saved(visitor, tmp_path / "all.xlsx")
    assert heads[:2] == ["SKU code", "Name"]
    assert "Unit cost" not in heads
    assert len(rows) == 60
    visitor.sign_in("manager", "/skus?risk=LOW&orderBy=CODE")
    heads, *rows = saved(visitor, tmp_path / "low.xlsx")
    assert "Unit cost" in heads
    assert {row[heads.index("Risk")] for row in rows} == {"Low"}
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_open_alerts_of_chosen_skus_are_taken_up_and_each_says_what_became_of_it(visitor: Visitor) -> None:
    with database(visitor.stand) as connection:
        taken, changed, *_ = connection.execute(text(OPEN_ALERTS)).all()
        quiet = connection.scalar(text(WITHOUT_ALERTS))
    page = visitor.sign_in("operator", "/skus").page
    choose(visitor, [taken.sku, changed.sku, quiet]).get_by_role("button", name="Acknowledge anomalies").click()
    dialog = page.get_by_role("dialog")
    items = dialog.get_by_role("listitem")
    expect(items).to_have_count(taken.alerts + changed.alerts + 1)
    expect(items.filter(has_text=quiet).get_by_text("No open anomaly")).to_be_visible()
    assert visitor.axe() == []
    with database(visitor.stand) as connection:  # somebody was quicker
        connection.execute(
            text("update ai.anomaly_detections set version = version + 1 where id = :id"), {"id": changed.id}
        )
    dialog.get_by_role("button", name=f"Acknowledge {taken.alerts + changed.alerts}").click()
    expect(dialog.get_by_text("Done", exact=True)).to_have_count(taken.alerts + changed.alerts - 1)
    refused = items.filter(has_text="Refused")
    expect(refused).to_have_count(1)
    expect(refused.get_by_text("This was changed by someone else")).to_be_visible()
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    with database(visitor.stand) as connection:
        left = connection.execute(text(OPEN_ALERTS)).all()
        assert [row.id for row in left if row.sku in (taken.sku, changed.sku)] == [changed.id]
        connection.execute(
            text("update ai.anomaly_detections set version = version - 1 where id = :id"), {"id": changed.id}
        )


def test_recommendations_of_chosen_skus_are_ordered_and_the_refused_ones_named(visitor: Visitor) -> None:
    with database(visitor.stand) as connection:
        ordered, dismissed = connection.execute(text(OPEN_RECOMMENDATIONS)).all()
    page = visitor.sign_in("operator", "/skus").page
    choose(visitor, [ordered.sku, dismissed.sku]).get_by_role("button", name="Create orders").click()
    dialog = page.get_by_role("dialog")
    items = dialog.get_by_role("listitem")
    expect(items).to_have_count(2)
    change = text("""
        update ai.recommendations set status = :status
        where product_id = :product_id and run_id = (select run_id from jobs.published_run)
    """)
    with database(visitor.stand) as connection:  # somebody was quicker
        connection.execute(change, {"status": "DISMISSED", "product_id": dismissed.product_id})
    dialog.get_by_role("button", name="Order 2").click()
    expect(items.filter(has_text=dismissed.sku).get_by_text("It was already dismissed")).to_be_visible()
    expect(dialog.get_by_text("Nothing was ordered yet")).to_be_visible()
    dialog.get_by_role("button", name="Order the other 1").click()
    made = dialog.get_by_role("list", name="Drafts").get_by_role("link")
    expect(made).to_have_count(1)
    expect(items.filter(has_text=ordered.sku).first).to_contain_text(made.inner_text())
    assert visitor.axe() == []
    made.click()
    expect(page.get_by_role("heading", name="PO-")).to_be_visible()
    with database(visitor.stand) as connection:  # for the tests after this one
        for row in (ordered, dismissed):
            connection.execute(change, {"status": "OPEN", "product_id": row.product_id})
