"""Recommendations made again from evidence: identical, explained, and asked 'what if', with nothing written."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from analytics.replenishment.difference import STEPS
from analytics.world.service import generate
from kit.errors import FaultError, InputError
from kit.progress import silent
from planning.budget import budget_plan
from planning.difference import difference
from planning.replay import parse_reference, replay
from planning.what_if import Changes, Promotion, what_if
from tests.planning.test_nightly import Shop, open_shop

END = date(2026, 6, 30)
FIRST, SECOND = END - timedelta(days=20), END - timedelta(days=6)


@pytest.fixture(scope="module")
def shop(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """After two nights, a fortnight apart."""
    world = tmp_path_factory.mktemp("world") / "files"
    generate(world, skus=40, days=400, seed=11, end=END, dirty=0.0, report=silent)
    for opened in open_shop(module_database_url, tmp_path_factory.mktemp("home"), world):
        opened.night(FIRST)
        opened.night(SECOND)
        yield opened


@pytest.fixture(scope="module")
def runs(shop: Shop) -> tuple[int, int]:
    first, second = shop.rows("select id from jobs.pipeline_run where kind = 'NIGHTLY' order by id")["id"].tolist()
    return first, second


def recommended(shop: Shop, run: int) -> pd.DataFrame:
    return shop.rows(
        "select product_id, sku, quantity, input_sha256, r.unit_cost, waterfall from ai.recommendations as r"
        f" join raw.products on products.id = product_id where run_id = {run} order by product_id"
    )


def contents(engine: Engine) -> str:
    """A hash over every row of every table."""
    digest = hashlib.sha256()
    tables = """select format('%I.%I', schemaname, tablename) as name from pg_tables
                where schemaname in ('raw', 'mart', 'ai', 'app', 'audit', 'jobs') order by 1"""
    with engine.connect() as connection:
        for name in connection.scalars(text(tables)).all():
            rows = connection.scalars(text(f"select t::text from {name} as t order by 1")).all()
            digest.update(json.dumps([name, rows]).encode())
    return digest.hexdigest()


def test_replay_is_identical_after_raw_data_changed_and_the_model_was_trained_anew(
    shop: Shop, runs: tuple[int, int]
) -> None:
    made = recommended(shop, runs[1])
    assert (made["quantity"] > 0).sum() > 5
    with shop.engine.begin() as connection:
        connection.execute(text("update raw.products set unit_cost = unit_cost * 2, moq = 40, pack_size = 7"))
        connection.execute(text("update raw.order_items set quantity = quantity + 3"))
        connection.execute(text("update raw.inventory set on_hand = on_hand + 50"))
    shutil.rmtree(shop.settings.home / "models")
    for row in made.itertuples():
        found = replay(shop.engine, shop.settings.home, f"{runs[1]}:{row.sku}")
        assert found.is_identical
        assert (found.quantity, found.sha256) == (row.quantity, bytes(row.input_sha256).hex())
        assert sum(int(str(term["units"])) for term in found.waterfall) == row.quantity


def test_replay_takes_every_form_of_reference() -> None:
    assert parse_reference("12:KIT-00007") == (12, None, "KIT-00007")
    assert parse_reference("12.345") == (12, 345, "")
    assert parse_reference("UmVjb21tZW5kYXRpb246MTIuMzQ1") == (12, 345, "")  # Recommendation:12.345
    for wrong in ("", "12", "12:", "x:KIT", "U3VwcGxpZXI6MTIuMzQ1", "\uff11\uff12.3"):
        with pytest.raises(InputError, match="is not a recommendation"):
            parse_reference(wrong)


@pytest.fixture
def home(shop: Shop, tmp_path: Path) -> Path:
    """A copy of all evidence that a test may spoil."""
    shutil.copytree(shop.settings.home / "runs", tmp_path / "runs")
    return tmp_path


@pytest.mark.parametrize("name", ["sku_terms", "stock_positions", "inbound_units", "outlook", "spread"])
def test_a_tampered_snapshot_is_detected_and_named(shop: Shop, home: Path, runs: tuple[int, int], name: str) -> None:
    sku = recommended(shop, runs[1])["sku"].iloc[0]
    path = home / "runs" / str(runs[1]) / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(FaultError, match=rf"{name}\.parquet was changed since the run"):
        replay(shop.engine, home, f"{runs[1]}:{sku}")
    path.unlink()
    with pytest.raises(FaultError, match=rf"{name}\.parquet is missing"):
        replay(shop.engine, home, f"{runs[1]}:{sku}")


def test_a_snapshot_tampered_with_its_manifest_no_longer_gives_the_published_hash(
    shop: Shop, home: Path, runs: tuple[int, int]
) -> None:
    folder = home / "runs" / str(runs[1])
    stock = pd.read_parquet(folder / "stock_positions.parquet").assign(on_hand=1)
    stock.to_parquet(folder / "stock_positions.parquet", index=False)
    manifest = json.loads((folder / "manifest.json").read_text())
    content = (folder / "stock_positions.parquet").read_bytes()
    manifest["files"]["stock_positions.parquet"] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    found = replay(shop.engine, home, f"{runs[1]}:{recommended(shop, runs[1])['sku'].iloc[0]}")
    assert not found.is_identical


def test_evidence_that_is_gone_is_said_so(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Run 99 has no evidence"):
        replay(shop.engine, tmp_path, "99:KIT-00007")


def test_the_steps_of_a_difference_sum_to_it_for_every_sku(shop: Shop, runs: tuple[int, int]) -> None:
    first, second = (recommended(shop, run).set_index("sku")["quantity"] for run in runs)
    both = first.index.intersection(second.index)
    moved_by = set()
    for sku in both:
        found = difference(shop.settings.home, *runs, sku)
        assert (found.first_quantity, found.second_quantity) == (first[sku], second[sku])
        assert sum(found.moved.values()) == second[sku] - first[sku]
        assert list(found.moved) == [*STEPS, "SUPPLIER_MINIMUM"]
        moved_by |= {key for key, units in found.moved.items() if units}
    assert {"FORECAST", "STOCK"} <= moved_by
    assert not moved_by & {"ORDER_TERMS", "ASSUMPTIONS"}  # nothing of the kind changed between the nights


def test_a_run_does_not_differ_from_itself(shop: Shop, runs: tuple[int, int]) -> None:
    for sku in recommended(shop, runs[0])["sku"][:5]:
        assert set(difference(shop.settings.home, runs[0], runs[0], sku).moved.values()) == {0}


def test_the_empty_what_if_is_what_is_stored_and_writes_nothing(shop: Shop, runs: tuple[int, int]) -> None:
    before = contents(shop.engine)
    files = {path: path.stat().st_mtime_ns for path in shop.settings.home.rglob("*") if path.is_file()}
    for row in recommended(shop, runs[1]).itertuples():
        found = what_if(shop.settings.home, runs[1], row.sku, Changes())
        assert found.stored == found.changed
        assert found.stored.quantity == row.quantity
        assert [term for term in found.stored.waterfall if term["units"]] == [t for t in row.waterfall if t["units"]]
    asked = recommended(shop, runs[1]).iloc[0]
    what_if(shop.settings.home, runs[1], asked["sku"], Changes(price=1000.0, delay_days=3, budget=5000.0))
    assert contents(shop.engine) == before
    assert {path: path.stat().st_mtime_ns for path in files} == files


def test_stock_that_has_ended_is_depleted_on_no_day(shop: Shop, runs: tuple[int, int]) -> None:
    gone = shop.rows(
        "select sku from mart.current_sku_overview where stockout_risk = 'STOCKED_OUT' order by sku limit 1"
    )
    found = what_if(shop.settings.home, runs[1], str(gone["sku"].iloc[0]), Changes(delay_days=1))
    assert (found.stored.depletion_date, found.changed.depletion_date) == (None, None)


@pytest.fixture(scope="module")
def ordered(shop: Shop, runs: tuple[int, int]) -> "pd.Series[float]":
    """The SKU of the greatest order."""
    made = recommended(shop, runs[1])
    row: pd.Series[float] = made.loc[made["quantity"].idxmax()]
    return row


def test_what_if_moves_what_it_should(shop: Shop, runs: tuple[int, int], ordered: "pd.Series[float]") -> None:
    def ask(**changes: object) -> tuple[int, float, float]:
        found = what_if(shop.settings.home, runs[1], str(ordered["sku"]), Changes(**changes)).changed
        return found.quantity, found.forecast[30], found.stockout_probability or 0.0

    quantity, forecast, risk = ask()
    assert ask(service_level=0.999)[0] >= quantity >= ask(service_level=0.5)[0]
    assert ask(lead_time_days=60.0)[2] >= risk
    assert ask(delay_days=20)[2] >= risk
    starts = SECOND + timedelta(days=1)
    promoted = ask(promotion=Promotion(starts, starts + timedelta(days=29), 0.4))
    assert promoted[1] > forecast * 1.05
    assert ask(promotion=Promotion(starts + timedelta(days=90), starts + timedelta(days=95), 0.4)) == ask()
    half = float(ordered["unit_cost"]) * quantity / 2
    assert 0 <= ask(budget=half)[0] * float(ordered["unit_cost"]) <= half
    assert ask(budget=0.0)[0] == 0


def test_a_price_that_was_never_seen_is_said_so(shop: Shop, runs: tuple[int, int], ordered: "pd.Series[float]") -> None:
    def ask(price: float) -> list[str]:
        return what_if(shop.settings.home, runs[1], str(ordered["sku"]), Changes(price=price)).changed.assumptions

    cost = float(ordered["unit_cost"])
    assert "PRICE_RISE_NOT_FORECAST" in ask(20 * cost)
    assert not {"PRICE_RISE_NOT_FORECAST", "DISCOUNT_NOT_FORECAST"} & set(ask(1.01 * cost))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(service_level=1.5), "serviceLevel 1.5 is refused"),
        (Changes(lead_time_days=-1), "leadTimeDays -1 is refused"),
        (Changes(price=float("nan")), "price nan is refused"),
        (Changes(promotion=Promotion(SECOND, FIRST, 0.2)), "before it starts"),
        (Changes(promotion=Promotion(FIRST, SECOND, 0.0)), "discountRate 0 is refused"),
    ],
)
def test_senseless_questions_are_refused(shop: Shop, runs: tuple[int, int], changes: Changes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        what_if(shop.settings.home, runs[1], "KIT-00001", changes)


def test_an_unknown_sku_is_refused(shop: Shop, runs: tuple[int, int]) -> None:
    with pytest.raises(InputError, match=f"Run {runs[1]} has no SKU NONE-1"):
        what_if(shop.settings.home, runs[1], "NONE-1", Changes())


def test_a_budget_is_kept_and_a_greater_one_never_earns_less(shop: Shop, runs: tuple[int, int]) -> None:
    full = budget_plan(shop.settings.home, runs[1], 1e12, "KRW")
    made = recommended(shop, runs[1]).set_index("product_id")["quantity"]
    lines = full.lines.set_index("unique_id")
    assert lines["quantity"].to_dict() == made[made > 0].to_dict()
    assert not full.lines["is_cut"].any()
    assert full.left_out.empty
    profits = []
    for share in (0.0, 0.2, 0.5, 0.9):
        budget = share * float(full.lines["cost"].sum())
        plan = budget_plan(shop.settings.home, runs[1], budget, "KRW")
        assert plan.lines["cost"].sum() <= budget
        assert (plan.lines["quantity"] <= plan.lines["recommended"]).all()
        profits.append(plan.lines["profit"].sum())
    assert profits == sorted(profits)
    assert profits[0] == 0
    assert profits[2] > 0
