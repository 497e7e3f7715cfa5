"""The value of the recommended orders, shown no better than it is."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tests.e2e.visitor import Stand, Visitor

RUN = text("""
    insert into jobs.pipeline_run (kind, logical_date, attempt, trigger, status, started_at, finished_at)
    values ('POLICY_BACKTEST', '2026-06-30', 1, 'COMMAND', 'SUCCEEDED', now(), now()) returning id
""")
OUTCOME = text("""
    insert into ai.policy_backtests (
        run_id, id, policy, parameters, period_start, period_end, product_id, service_level, planned_service_level,
        demand_units, lost_units, order_count, lost_margin, mean_stock_value, holding_cost, ordering_cost,
        total_cost, total_cost_low, total_cost_high, cost_ratio, cost_ratio_low, cost_ratio_high
    )
    values (
        :run, :id, :policy, :parameters, '2026-01-01', '2026-06-30', (select id from raw.products where sku = :sku),
        :served, :planned, 1000, 20, 7, 300000, 5000000, :holding, 0, :cost, :low, :high, :ratio, :least, :most
    )
""")
TUNED = "average of 91 days, 14 days beyond lead and review time"


def outcome(
    policy: str, served: float, cost: int, *, parameters: str = "", sku: str | None = None, ratio: float | None = None
) -> dict[str, object]:
    """A row whose interval reaches a fifth below and three tenths above its cost."""
    amounts = {"cost": cost, "low": cost * 0.8, "high": cost * 1.3, "holding": cost - 300_000}
    ratios = {"ratio": ratio, "least": ratio and ratio * 0.9, "most": ratio and ratio * 1.1}
    names = {"policy": policy, "parameters": parameters, "sku": sku, "served": served, "planned": None}
    return {**names, **amounts, **ratios}


@pytest.fixture
def walked(stand: Stand) -> Stand:
    """The stand with a finished policy backtest."""
    engine = create_engine(stand.database)
    rows = [
        outcome("RECOMMENDED", 0.985, 800_000) | {"planned": 0.99},
        outcome("MIN_MAX", 0.97, 1_000_000, parameters=f"{TUNED}, 7 days an order", ratio=0.8),
        outcome("DAYS_OF_COVER", 0.96, 1_100_000, parameters=TUNED, ratio=0.727),
        outcome("RECOMMENDED", 0.9, 412_000, sku=stand.sku),
        outcome("MIN_MAX", 0.95, 400_000, sku=stand.sku),
    ]
    with engine.begin() as connection:
        number = connection.scalar(RUN)
        connection.execute(OUTCOME, [{"run": number, "id": at, **row} for at, row in enumerate(rows, 1)])
    engine.dispose()
    return stand


def test_ours_is_compared_with_the_cheaper_rival_and_its_losses_are_named(
    visitor: Visitor, walked: Stand, tmp_path: Path
) -> None:
    page = visitor.sign_in("manager", "/policy-backtest").page
    expect(page.get_by_role("heading", name="Jaego's orders would have cost 20% less than Min/max")).to_be_visible()
    expect(page.get_by_text("90% interval -28% to -12%")).to_be_visible()
    expect(page.get_by_text("average of 91 days, reorder 14 days early, 7 days an order")).to_be_visible()
    card = page.locator("section", has=page.get_by_role("heading", name="Jaego", exact=True))
    expect(card.get_by_text("98.5%")).to_be_visible()
    expect(card.get_by_text("99.0% planned")).to_be_visible()
    worse = page.get_by_role("table", name="SKUs where Jaego costs more").locator("tbody").get_by_role("row")
    expect(worse).to_have_count(1)
    expect(worse.get_by_role("cell").nth(1)).to_have_text("₩12K")
    assert visitor.axe() == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Total cost: Download CSV").click()
    download.value.save_as(tmp_path / "costs.csv")
    rows = list(csv.DictReader((tmp_path / "costs.csv").read_text("utf-8-sig").splitlines()))
    assert [float(row["Total cost"]) for row in rows] == [800_000, 1_000_000, 1_100_000]
    assert [float(row["90% high"]) for row in rows] == [1_040_000, 1_300_000, 1_430_000]
    worse.get_by_role("link").click()
    expect(page).to_have_url(f"{walked.address}/skus/{walked.sku}")


def test_costs_are_not_for_operators(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/policy-backtest").page
    expect(page.get_by_text("No permission")).to_be_visible()
    expect(page.get_by_role("link", name="Policy backtest")).to_have_count(0)
