"""The record of forecasts: what was measured, and what is said before anything was."""

import csv
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tests.e2e.visitor import Stand, Visitor

SUMS = text("""
    select model, absolute_error / actual as wape, naive_absolute_error / actual as naive, totals
    from ai.accuracy_summaries
    inner join jobs.published_run using (run_id)
    where source = 'BACKTEST' and horizon_days = 14 and demand_class = 'ALL' and actual > 0
""")


def measured(stand: Stand) -> dict[str, tuple[float, float, int]]:
    engine = create_engine(stand.database)
    with engine.connect() as connection:
        found = {row.model: (row.wape, row.naive, row.totals) for row in connection.execute(SUMS)}
    engine.dispose()
    return found


def test_before_the_first_outcome_it_is_said_when_there_will_be_one(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/forecast-accuracy").page
    expect(page.get_by_text("No forecasts evaluated yet").first).to_be_visible()
    expect(page.get_by_text("the first 7-day forecasts by Jul 7, 2026")).to_be_visible()


def test_methods_are_measured_against_repeating_the_last_week(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.sign_in("operator", "/forecast-accuracy").page
    page.get_by_title("Backtests").click()
    page.get_by_title("14 days", exact=True).click()
    visitor.settle()
    sums = measured(visitor.stand)
    wape, naive, totals = sums["LIGHTGBM"]
    row = page.get_by_role("table", name="By method, 14 days").get_by_role("row", name="Jaego's model")
    assert row.get_by_role("cell").all_inner_texts()[-3:-1] == [f"{wape:.0%}", f"{naive:.0%}"]
    expect(row.get_by_text(f"{totals:,} forecasts")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="By method, 14 days: Download CSV").click()
    download.value.save_as(tmp_path / "methods.csv")
    rows = list(csv.DictReader((tmp_path / "methods.csv").read_text("utf-8-sig").splitlines()))
    assert {line["Method"].split("(")[1].rstrip(")") for line in rows} == set(sums) - {"ALL"}
    assert len({(line["Forecasts"], line["Made"]) for line in rows}) == 1  # all over the same totals
    assert sums["ALL"][2] > totals  # the model alone was tested on further days
    gains = [float(line["Gain"]) for line in rows]
    assert gains == sorted(gains, reverse=True)
