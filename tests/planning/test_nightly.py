"""The night as a whole: generated files in, published numbers out, on a real PostgreSQL."""

import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from analytics.world.service import generate
from domain.ingestion.service import import_files
from jobs.run import RunResult
from jobs.run_kinds import nightly, training
from kit.database import make_engine
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.progress import silent
from kit.settings import Settings
from planning.assumptions import assumed_lead_time_days
from tests.servers import fresh_database, planted

END = date(2026, 6, 30)
CUT = END - timedelta(days=21)
PUBLISHED = {
    "ai.current_predictions": "sku, target_date",
    "ai.current_prediction_totals": "sku, horizon_days",
    "ai.current_recommendations": "sku",
    "mart.current_sku_overview": "sku",
}


@dataclass(frozen=True)
class Shop:
    """A database with an imported world, and the settings of its home."""

    engine: Engine
    settings: Settings
    world: Path

    def night(self, day: date) -> RunResult:
        return nightly(self.settings, self.engine, day, "COMMAND", silent)

    def rows(self, query: str) -> pd.DataFrame:
        with self.engine.connect() as connection:
            found = connection.execute(text(query))
            return pd.DataFrame(found.all(), columns=list(found.keys()))

    def published(self) -> dict[str, pd.DataFrame]:
        """What analysts see, without the run's own number."""
        views = {}
        with self.engine.connect() as connection:
            for view, order in PUBLISHED.items():
                rows = connection.execute(text(f"select * from {view} order by {order}"))
                views[view] = pd.DataFrame(rows.all(), columns=list(rows.keys())).drop(columns="run_id")
        return views

    def count(self, query: str) -> int:
        with self.engine.connect() as connection:
            return int(connection.scalar(text(query)) or 0)


@contextmanager
def filled_shop(url: URL, home: Path, world: Path) -> Iterator[Shop]:
    """A shop on a database that holds its rows already."""
    engine = make_engine(url)
    settings = Settings(home=home, database_url=libpq_url(url), workers=1, _env_file=None)
    yield Shop(engine, settings, world)
    engine.dispose()


def open_shop(url: URL, home: Path, world: Path) -> Iterator[Shop]:
    """A shop on an empty database that gets the rows of a world first."""
    with filled_shop(url, home, world) as shop:
        import_files(
            shop.engine,
            [world],
            profile="canonical",
            timezone=shop.settings.zone,
            currency=shop.settings.currency,
            cancellation_hours=shop.settings.cancellation_hours,
            assume={},
            report=silent,
        )
        yield shop


def plant_first_night(url: URL, home: Path) -> None:
    """A world of 40 SKUs x 400 days, imported, and the night of the cut, with what it gave."""
    generate(home / "world", skus=40, days=400, seed=3, end=END, dirty=0.0, report=silent)
    for shop in open_shop(url, home, home / "world"):
        (home / "first-night").write_bytes(pickle.dumps(shop.night(CUT)))


@pytest.fixture(scope="module")
def shop(server_url: URL, run_folder: Path) -> Iterator[Shop]:
    """A shop of this module's own after its first night."""
    with (
        planted(server_url, run_folder, "first_night", plant_first_night) as (url, home),
        filled_shop(url, home, home / "world") as shop,
    ):
        yield shop


@pytest.fixture(scope="module")
def world(shop: Shop) -> Path:
    return shop.world


@pytest.fixture(scope="module")
def first_night(shop: Shop) -> RunResult:
    """What the first night gave."""
    result: RunResult = pickle.loads((shop.settings.home / "first-night").read_bytes())
    return result


def test_every_sku_on_sale_has_a_path_totals_an_explanation_and_a_recommendation(
    shop: Shop, first_night: RunResult
) -> None:
    assert first_night.is_published
    seen = shop.published()
    skus = seen["mart.current_sku_overview"]["sku"]
    assert len(skus) == shop.count(f"select count(*) from raw.products where launched_on <= '{CUT}'")
    path, totals = seen["ai.current_predictions"], seen["ai.current_prediction_totals"]
    assert path.groupby("sku").size().eq(30).all()
    assert path["target_date"].min() == CUT + timedelta(days=1)
    assert totals.groupby("sku")["horizon_days"].apply(list).map(lambda days: days == [7, 14, 30]).all()
    months = path.groupby("sku")["forecast_qty"].sum()
    thirty = totals[totals["horizon_days"] == 30].set_index("sku")["mean"]
    pd.testing.assert_series_equal(months, thirty, check_names=False)
    run = first_night.run_id
    assert shop.count(f"select count(*) from ai.prediction_explanations where run_id = {run}") == len(totals)


def test_the_waterfall_sums_to_the_quantity_in_every_row(shop: Shop, first_night: RunResult) -> None:
    found = shop.published()["ai.current_recommendations"]
    assert first_night.run_id
    assert (found["quantity"] > 0).any()
    assert [sum(term["units"] for term in terms) for terms in found["waterfall"]] == found["quantity"].tolist()


def test_stock_in_the_overview_is_the_stock_of_the_files(shop: Shop, first_night: RunResult) -> None:
    assert first_night.run_id
    overview = shop.published()["mart.current_sku_overview"].set_index("sku")["on_hand"].dropna()
    stock = pd.read_csv(shop.world / "inventory.csv.gz")
    known = stock[stock["snapshot_at"].str[:10] <= str(CUT)].sort_values("snapshot_at")
    last = known.groupby("product")["on_hand"].last()
    assert overview.to_dict() == last.to_dict()
    assert len(overview) > 30


def test_lead_times_and_units_on_their_way_are_those_of_the_files(shop: Shop, first_night: RunResult) -> None:
    history = pd.read_csv(shop.world / "purchase_history.csv.gz").query(f"ordered_on <= '{CUT}'")
    has_come = history["received_on"].fillna("9999") <= str(CUT)
    measured = shop.rows(
        "select s.code, p.sku, receipts from mart.supplier_lead_times m join raw.suppliers s on s.id = m.supplier_id"
        f" join raw.products p on p.id = m.product_id where m.run_id = {first_night.run_id}"
    )
    deliveries = history[has_come].groupby(["supplier", "product"]).size()
    assert measured.set_index(["code", "sku"])["receipts"].to_dict() == deliveries.to_dict()
    assert len(deliveries) > 20
    open_units = history["quantity"] - history["received_quantity"].where(has_come, 0)
    open_units = open_units[~(history["closed_on"].fillna("9999") <= str(CUT)) & (open_units > 0)]
    lines = history.loc[open_units.index].assign(units=open_units)
    stock = pd.read_csv(shop.world / "inventory.csv.gz").query(f"snapshot_at < '{CUT + timedelta(days=1)}'")
    in_transit = stock.sort_values("snapshot_at").groupby("product")["in_transit"].last()
    by_sku = lines.groupby("product")["units"].sum().reindex(in_transit.index, fill_value=0)
    is_certain = ~in_transit.index.isin(lines.loc[lines["due_on"] < str(CUT - timedelta(days=30)), "product"])
    on_order = shop.published()["mart.current_sku_overview"].set_index("sku")["on_order"].reindex(in_transit.index)
    assert (on_order == by_sku.clip(lower=in_transit))[is_certain].all()
    assert (by_sku[is_certain] > 0).sum() > 3


def test_evidence_is_kept_with_hashes(shop: Shop, first_night: RunResult) -> None:
    folder = shop.settings.home / "runs" / str(first_night.run_id)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {"forecast_demand.parquet", "sku_terms.parquet", "totals.parquet"} <= set(manifest["files"])
    assert manifest["parameters"]["as_of"] == str(CUT)


def test_the_same_night_again_changes_no_number_and_raises_no_second_alert(shop: Shop, first_night: RunResult) -> None:
    before = shop.published()
    alerts = shop.count("select count(*) from ai.anomaly_detections")
    again = shop.night(CUT)
    assert again.attempt == first_night.attempt + 1
    for view, frame in shop.published().items():
        pd.testing.assert_frame_equal(frame, before[view])
    assert shop.count("select count(*) from ai.anomaly_detections") == alerts
    model = [step.counts for step in again.steps if step.name == "model"]
    assert model[0]["trained"] == 0, "the model of the first run is loaded, not trained again"


def test_a_later_night_moves_readers_on_and_old_runs_are_removed(shop: Shop, first_night: RunResult) -> None:
    assert first_night.run_id
    for days in range(1, 4):
        shop.night(CUT + timedelta(days=days))
    seen = shop.published()["ai.current_predictions"]
    assert seen["target_date"].min() == CUT + timedelta(days=4)
    assert shop.count("select count(distinct run_id) from ai.predictions") == shop.settings.keep_runs


def test_a_night_without_data_fails_in_one_sentence_and_the_last_good_one_stays(
    shop: Shop, first_night: RunResult
) -> None:
    assert first_night.run_id
    served = shop.count("select run_id from jobs.published_run")
    with pytest.raises(InputError, match=r"There are no orders on or before 2001-01-01; the first is on "):
        shop.night(date(2001, 1, 1))
    assert shop.count("select run_id from jobs.published_run") == served
    failed = shop.rows("select status, error from jobs.pipeline_run order by id desc limit 1").iloc[0]
    assert failed["status"] == "FAILED"
    assert failed["error"].startswith("There are no orders on or before 2001-01-01")


def test_a_training_run_makes_the_model_of_the_next_night(shop: Shop, first_night: RunResult) -> None:
    assert first_night.run_id
    day = CUT + timedelta(days=10)
    training(shop.settings, shop.engine, day, "COMMAND", silent)
    newest = shop.count("select max(id) from ai.model_versions")
    assert shop.rows("select max(data_cutoff) as day from ai.model_versions")["day"].iloc[0] == day
    night = shop.night(day)
    used = next(step.counts["model_version"] for step in night.steps if step.name == "model")
    assert used == newest


def test_rewriting_everything_after_the_date_changes_no_published_number(
    server_url: URL, world: Path, tmp_path: Path, shop: Shop, first_night: RunResult
) -> None:
    """The whole pipeline again, from files in which the days after the cut are gone or turned upside down."""
    known = tmp_path / "known"
    known.mkdir()
    for path in world.iterdir():
        if path.is_file():
            _rewrite(path, known / path.name)
    with fresh_database(server_url) as url:
        for other in open_shop(url, tmp_path / "home", known):
            other.night(CUT)
            blind = other.published()
        shop.night(CUT)
        assert first_night.run_id
        for view, frame in shop.published().items():
            ids = ["product_id", "supplier_id"]
            left = frame.drop(columns=ids, errors="ignore").drop(columns=["input_sha256"], errors="ignore")
            right = blind[view].drop(columns=ids, errors="ignore").drop(columns=["input_sha256"], errors="ignore")
            pd.testing.assert_frame_equal(left, right)


def test_a_lead_time_assumed_at_import_is_the_one_that_counts(shop: Shop, tmp_path: Path) -> None:
    assert assumed_lead_time_days(shop.settings, shop.engine) == shop.settings.default_lead_time_days
    for days in ("9", "21"):
        (tmp_path / "suppliers.csv").write_text(f"code\nASSUMED-{days}\n")
        import_files(
            shop.engine,
            [tmp_path / "suppliers.csv"],
            profile="canonical",
            timezone=shop.settings.zone,
            currency="KRW",
            cancellation_hours=72,
            assume={"lead-time": days},
            report=silent,
        )
    assert assumed_lead_time_days(shop.settings, shop.engine) == 21


WHEN = {
    "orders": "ordered_at",
    "inventory": "snapshot_at",
    "inventory_movements": "moved_at",
    "purchase_history": "ordered_on",
    "ad_spend_daily": "spend_date",
}


def _rewrite(source: Path, target: Path) -> None:
    """Copy a file; what happened after the cut is left out, later cancellations, returns and arrivals are undone."""
    name = source.name.split(".")[0]
    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    if name in WHEN:
        frame = frame[frame[WHEN[name]].str[:10] <= str(CUT)]
    if name == "orders":
        later = frame["cancelled_at"].str[:10] > str(CUT)
        frame.loc[later, "status"] = "PAID"
        frame.loc[later, "cancelled_at"] = ""
    if name == "purchase_history":
        frame.loc[frame["received_on"] > str(CUT), ["received_on", "received_quantity"]] = ["", "0"]
        frame.loc[frame["closed_on"] > str(CUT), "closed_on"] = ""
    if name in ("order_items", "payments"):
        orders = pd.read_csv(source.parent / "orders.csv.gz", dtype=str)
        kept = orders.loc[orders["ordered_at"].str[:10] <= str(CUT), "order_no"]
        frame = frame[frame["order"].isin(kept)]
    if name == "order_items":
        later = frame["returned_at"].str[:10] > str(CUT)
        frame.loc[later, ["returned_quantity", "returned_at", "return_reason"]] = ["0", "", ""]
    frame.to_csv(target, index=False)
