"""Sample data: added by the worker as a company's own files would be, and removed without a trace of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.ingestion.service import import_files
from domain.setup import service
from domain.setup.errors import BesideSampleDataError, SampleDataError
from domain.setup.repository import shop_tables
from domain.tables import metadata
from jobs.lease import runner
from jobs.sample_data import serve_request
from kit.database import make_engine
from kit.progress import silent
from kit.settings import Settings
from planning.warehouse import WAREHOUSE
from tests.factories.people import create_user
from tests.factories.purchasing import create_draft
from tests.factories.raw import create_product, create_sale
from tests.servers import fresh_database

NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
DAY = date(2026, 3, 31)


def clock() -> datetime:
    return NOW


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url=None, _env_file=None)


def admin(engine: Engine) -> Caller:
    with engine.begin() as connection:
        found = connection.scalar(text("select min(id) from app.users"))
        user_id = int(found or create_user(connection, "ADMIN"))
    return Caller(id=user_id, label="admin@shop.example", now=NOW, role="ADMIN")


def ask(engine: Engine, what: Any, *values: object) -> None:
    caller = admin(engine)
    with Session(engine) as session, session.begin():
        what(session, caller, *values)


def value(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.scalar(text(query))


def bring(engine: Engine, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "products.csv").write_text("sku,name\nOWN-1,My own product\n")
    settings = settings_of(folder)
    import_files(
        engine,
        [folder / "products.csv"],
        profile="canonical",
        timezone=settings.zone,
        currency="KRW",
        cancellation_hours=1,
        assume={},
        report=silent,
    )


@pytest.fixture(scope="module")
def filled(server_url: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Settings]]:
    """A shop filled with small sample data, and the settings of its home."""
    settings = settings_of(tmp_path_factory.mktemp("home"))
    with fresh_database(server_url) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.sample_data.SKUS", 6)
        patch.setattr("jobs.sample_data.DAYS", 90)
        engine = make_engine(url)
        ask(engine, service.request_sample_data, DAY)
        assert serve_request(settings, engine, clock)
        yield engine, settings
        engine.dispose()


def test_a_worker_fills_the_shop_and_publishes_the_first_run(filled: tuple[Engine, Settings]) -> None:
    engine, settings = filled
    assert value(engine, "select state || ' ' || step || ' ' || last_day from app.sample_data") == (
        "READY RUN 2026-03-31"
    )
    assert value(engine, "select logical_date from jobs.published_run join jobs.pipeline_run r on r.id = run_id") == DAY
    assert value(engine, "select count(*) from raw.products") == 6
    assert value(engine, "select count(*) from mart.current_sku_overview") == 6
    assert value(
        engine, "select array_agg(id order by id) = (select batch_ids from app.sample_data) from raw.import_batches"
    )
    assert serve_request(settings, engine, clock) is False


def test_nothing_is_imported_beside_them_and_they_are_not_added_twice(
    filled: tuple[Engine, Settings], tmp_path: Path
) -> None:
    engine, _ = filled
    with pytest.raises(BesideSampleDataError, match="filled with sample data, which must not be mixed with yours"):
        bring(engine, tmp_path)
    with pytest.raises(SampleDataError, match="already here or on their way"):
        ask(engine, service.request_sample_data, DAY)
    assert value(engine, "select count(*) from raw.products where sku = 'OWN-1'") == 0


def test_rows_of_another_origin_keep_them_from_being_removed(filled: tuple[Engine, Settings]) -> None:
    engine, _ = filled
    with engine.begin() as connection:
        product = create_product(connection, sku="BY-HAND")
    with pytest.raises(SampleDataError, match=r"^1 rows did not come with the sample data") as refused:
        ask(engine, service.request_removal)
    assert refused.value.code == "MIXED_WITH_OWN_DATA"
    assert value(engine, "select state from app.sample_data") == "READY"
    with engine.begin() as connection:
        connection.execute(text("delete from raw.products where id = :id"), {"id": product})


def test_one_button_removes_them_and_all_that_came_of_them(filled: tuple[Engine, Settings], tmp_path: Path) -> None:
    engine, settings = filled
    runs = value(engine, "select array_agg(id) from jobs.pipeline_run")
    order_from(engine)
    with engine.begin() as connection:
        connection.execute(text("insert into app.planning_settings (scope, review_days) values ('GLOBAL', 9)"))
        connection.execute(
            text(
                "insert into app.planning_settings (scope, product_id, review_days)"
                " select 'PRODUCT', min(id), 3 from raw.products"
            )
        )
    ask(engine, service.request_removal)
    with runner(engine):
        assert serve_request(settings, engine, clock) is False  # a run is under way
    assert serve_request(settings, engine, clock)
    left = {
        table.fullname: count
        for table in shop_tables(metadata)
        if (count := value(engine, f"select count(*) from {table.fullname}"))
    }
    assert left == {"app.planning_settings": 1}
    assert value(engine, "select review_days from app.planning_settings") == 9
    assert value(engine, "select count(*) from app.sample_data") == 0
    assert value(engine, "select count(*) from app.notifications") == 0
    assert value(engine, "select count(*) from app.users") == 1
    assert not (settings.home / WAREHOUSE).exists()
    assert not any((settings.home / "runs" / str(run)).exists() for run in runs)
    assert value(
        engine,
        "select string_agg(action, ' ' order by sequence) from audit.audit_logs where action like '%SAMPLE_DATA'",
    ) == ("ADD_SAMPLE_DATA REQUEST_REMOVE_SAMPLE_DATA REMOVE_SAMPLE_DATA")
    bring(engine, tmp_path)
    assert value(engine, "select sku from raw.products") == "OWN-1"
    with pytest.raises(SampleDataError, match="Your shop has data of its own"):
        ask(engine, service.request_sample_data, DAY)


def order_from(engine: Engine) -> None:
    """A draft of one line with a comment, made by the user; only the removal of sample data takes it away."""
    with engine.begin() as connection:
        ids = [
            connection.scalar(text(f"select min(id) from {table}"))
            for table in ("raw.suppliers", "raw.products", "app.users")
        ]
        create_draft(connection, *ids)
    with pytest.raises(DBAPIError, match="orders are kept"), engine.begin() as connection:
        connection.execute(text("truncate app.purchase_orders cascade"))


def test_orders_are_kept_where_no_sample_data_are_removed(engine: Engine) -> None:
    with engine.begin() as connection:
        create_sale(connection, create_product(connection))
    with pytest.raises(SampleDataError, match="Your shop has data of its own"):
        ask(engine, service.request_sample_data, DAY)
    with pytest.raises(SampleDataError, match="There are no sample data to remove"):
        ask(engine, service.request_removal)


def test_a_failure_is_one_sentence_and_can_be_tried_again(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(engine, service.request_sample_data, DAY)
    with pytest.raises(SampleDataError, match="Wait until they are complete"):
        ask(engine, service.request_removal)
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "notes.txt").write_text("not generated")
    assert serve_request(settings_of(tmp_path), engine, clock)
    assert value(engine, "select state from app.sample_data") == "FAILED"
    assert "did not write" in str(value(engine, "select error from app.sample_data"))
    ask(engine, service.request_sample_data, date(2026, 4, 1))
    assert value(engine, "select state || ' ' || last_day from app.sample_data") == "FILLING 2026-03-31"
