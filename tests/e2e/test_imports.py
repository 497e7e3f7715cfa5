"""Managers see what became of the uploaded files."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.visitor import Stand, Visitor


def test_from_a_file_to_its_refused_rows_and_a_csv_of_them(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.sign_in("manager", "/imports").page
    page.get_by_role("checkbox", name="With refused rows").click()
    row = page.get_by_role("row").filter(has=page.get_by_text("orders.csv", exact=True))
    expect(row).to_contain_text("All refused")
    expect(row).to_contain_text("2 refused")
    row.get_by_role("link", name="Wrong format 1").click()
    refused = page.get_by_role("row").filter(has_text="orders.csv:2")
    expect(refused).to_contain_text("ordered_at = 2026-06-31 10:00:00")
    expect(page.get_by_text("orders.csv:3")).to_have_count(0)
    refused.get_by_role("button", name="Show row: orders.csv:2").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("LATE-1")
    expect(drawer).to_contain_text("C•••")
    expect(drawer).not_to_contain_text("C0044354")
    assert visitor.settle().axe() == []
    drawer.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("orders.csv:3")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    download.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text("utf-8-sig").split("\n")
    assert len(lines) == 1 + 2
    assert "LATE-2" in lines[2]
    assert "C0000160" not in lines[2]


def test_imports_are_for_managers(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand) as operator:
        for path in ("/imports", "/imports/rejected"):
            page = operator.sign_in("operator", path).page
            expect(page.get_by_role("alert").first).to_contain_text("No permission")
        expect(page.get_by_role("link", name="Imports")).to_have_count(0)
