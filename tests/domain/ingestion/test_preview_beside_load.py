"""A preview and a load of the same keys at the same time: one waits for the other, and neither ends the other."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import URL

from domain.ingestion.describing import describe
from domain.ingestion.service import import_files
from kit.database import make_engine
from tests.domain.ingestion.conftest import Importer
from tests.domain.ingestion.test_describing import SETTINGS
from tests.waiting import eventually

WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@contextmanager
def stopped(engine: Engine, before: str) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Stop an engine before the first statement that begins so; one event is that it is there, one that it goes on."""
    arrived, let_go = threading.Event(), threading.Event()

    def stop(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lower().startswith(before) and not arrived.is_set():
            arrived.set()
            let_go.wait(60)

    event.listen(engine, "before_cursor_execute", stop)
    try:
        yield arrived, let_go
    finally:
        let_go.set()


def previewed(engine: Engine, path: Path) -> Any:
    return describe(engine, path, settings=SETTINGS)


def loaded(engine: Engine, path: Path) -> Any:
    zone, hours = SETTINGS.timezone, SETTINGS.cancellation_hours
    return import_files(engine, [path], timezone=zone, currency="KRW", cancellation_hours=hours)


@pytest.mark.parametrize(("first", "second"), [(loaded, previewed), (previewed, loaded)])
def test_a_preview_and_a_load_of_the_same_keys_take_turns(
    database_url: URL,
    importer: Importer,
    first: Callable[[Engine, Path], Any],
    second: Callable[[Engine, Path], Any],
) -> None:
    header = "date,sku,quantity,channel"
    one = importer.write("one.csv", header, "2026-06-01,A,1,x", "2026-06-02,B,2,y")
    other = importer.write("other.csv", header, "2026-06-02,B,3,y", "2026-06-01,A,4,x", "2026-06-03,C,many,x")
    own = make_engine(database_url)
    with ThreadPoolExecutor(2) as threads, stopped(own, "insert into raw.order_items") as (arrived, let_go):
        ahead = threads.submit(first, own, one)
        assert arrived.wait(60)
        behind = threads.submit(second, importer.engine, other)
        eventually(lambda: importer.value(WAITING) == 1)
        assert not behind.done()
        let_go.set()
        assert ahead.result(60)
        found = behind.result(60)
    own.dispose()
    if second is previewed:
        assert found.previews[-1].problems == {"WRONG_TYPE": 1}
        quantities = [("A", 1), ("B", 2)]
    else:
        assert found.by_reason == {"WRONG_TYPE": 1}
        quantities = [("A", 4), ("B", 3)]
    with importer.engine.connect() as connection:
        query = "select sku, quantity from raw.order_items i join raw.products p on p.id = product_id order by 1"
        assert [tuple(row) for row in connection.execute(text(query))] == quantities
