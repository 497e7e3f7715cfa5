"""`jaego backtest`: figures that can be checked by hand, and refusals."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy.engine import URL

from kit.postgres import libpq_url
from planning.warehouse import WAREHOUSE

START = date(2025, 1, 1)
DAYS = 120
ORIGIN = DAYS - 30


@pytest.fixture
def environment(database_url: URL, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "JAEGO_HOME": str(tmp_path / "home"), "JAEGO_DATABASE_URL": libpq_url(database_url)}


def jaego(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-m", "cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def shop(folder: Path) -> Path:
    """STEADY sells 2 a day; RISING sells 1 a day up to the origin and 3 after it."""
    folder.mkdir()
    days = [START + timedelta(days=day) for day in range(DAYS)]
    sold = {"STEADY": [2] * DAYS, "RISING": [1] * ORIGIN + [3] * (DAYS - ORIGIN)}
    (folder / "products.csv").write_text("sku,name\nSTEADY,Steady\nRISING,Rising\n")
    orders, items = ["order_no,ordered_at,status"], ["order_no,line_no,sku,quantity,unit_price"]
    for number, day in enumerate(days):
        orders.append(f"{number},{day}T12:00:00+09:00,PAID")
        items += [f"{number},{line},{sku},{units[number]},10" for line, (sku, units) in enumerate(sold.items(), 1)]
    (folder / "orders.csv").write_text("\n".join(orders))
    (folder / "order_items.csv").write_text("\n".join(items))
    return folder


def test_baselines_are_measured_as_by_hand(environment: dict[str, str], tmp_path: Path) -> None:
    imported = jaego(environment, "import", str(shop(tmp_path / "files")), "--assume", "lead-time=23", "--json")
    assert imported.returncode == 0, imported.stderr
    last = START + timedelta(days=DAYS - 1)
    file = tmp_path / "backtest.json"
    result = jaego(
        environment, "backtest", "--date", str(last), "--origins", "1", "--json", "--quiet", "--output", str(file)
    )
    assert result.returncode == 0, result.stderr
    tables = json.loads(result.stdout)
    assert json.loads(file.read_text()) == tables
    (origin,) = tables["origins"]
    assert origin["date"] == str(START + timedelta(days=ORIGIN - 1))
    assert origin["skus"] == 2
    assert origin["served_by"] == {"TSB": 2}  # a history this short trains no model
    (naive,) = [
        row
        for row in tables["points"]
        if (row["origin"], row["horizon_days"], row["method"]) == ("all", 7, "SeasonalNaive")
    ]
    # sold 14 and 21; the last week repeated says 14 and 7
    assert naive["wape"] == pytest.approx(14 / 35)
    assert naive["bias"] == pytest.approx(-14 / 35)
    assert naive["rmse"] == pytest.approx((14**2 / 2) ** 0.5)
    assert naive["outcomes"] == 2
    methods = {row["method"] for row in tables["points"]}
    assert {"Jaego p50", "Jaego mean", "TSB", "ADIDA", "mean of 28 days", "mean of 91 days"} <= methods
    assert {row["horizon_days"] for row in tables["points"]} == {7, 14, 30}
    with duckdb.connect(tmp_path / "home" / WAREHOUSE, read_only=True) as warehouse:
        lead_times = warehouse.execute("select distinct lead_time_days from sku_lead_times").fetchall()
    assert lead_times == [(23,)], "what the import assumed"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--horizons", "7,many"), "is not a list of days; write it like 7,14,30"),
        (("--horizons", "0,7"), "each is a number of days from 1 to 60"),
        (("--horizons", "61"), "each is a number of days from 1 to 60"),
        (("--date", "2025-04-30"), "There are no orders on or before 2025-04-30"),
    ],
)
def test_bad_input_is_one_sentence(environment: dict[str, str], arguments: tuple[str, ...], message: str) -> None:
    result = jaego(environment, "backtest", "--quiet", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: ")
    assert message in line


def test_more_origins_than_history_are_refused(environment: dict[str, str], tmp_path: Path) -> None:
    assert jaego(environment, "import", str(shop(tmp_path / "files")), "--json").returncode == 0
    last = START + timedelta(days=DAYS - 1)
    result = jaego(environment, "backtest", "--date", str(last), "--origins", "4", "--quiet")
    assert result.returncode == 2
    assert "ask for fewer" in result.stderr or "There are no orders" in result.stderr
