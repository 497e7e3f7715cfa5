"""Acknowledging anomalies."""

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor


def test_an_anomaly_is_acknowledged_at_once_and_stays_so(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/anomalies?status=OPEN").page
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="Acknowledge")).first
    code = row.get_by_role("link").inner_text().splitlines()[-1]
    kind = row.locator("strong").first.inner_text()
    row.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged", exact=True).first).to_be_visible()
    visitor.settle().open(f"/anomalies?status=ACKNOWLEDGED&sku={code}")
    expect(page.get_by_role("row").filter(has_text=kind).filter(has_text="operator")).to_have_count(1)


def test_an_anomaly_is_rated_snoozed_and_resolved(visitor: Visitor) -> None:
    page = visitor.sign_in("deputy", "/anomalies").page
    row = page.get_by_role("row").nth(2)
    row.get_by_role("button", name="Not useful").click()
    expect(row.get_by_role("button", name="Not useful")).to_have_attribute("aria-pressed", "true")
    row.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Snooze 7 days").click()
    expect(row.get_by_text("Snoozed")).to_be_visible()
    visitor.settle()
    row.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Resolve").click()
    expect(row.get_by_text("Resolved")).to_be_visible()
    visitor.settle().page.reload()
    expect(row.get_by_text("Resolved")).to_be_visible()
    expect(row.get_by_role("button", name="Not useful")).to_have_attribute("aria-pressed", "true")
