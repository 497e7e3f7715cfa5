"""The warehouse of a home: opened as its settings say, and brought up to date."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from duckdb import DuckDBPyConnection
from sqlalchemy import Engine

from analytics.extract.service import pull
from analytics.warehouse import open_warehouse
from kit.postgres import libpq_url
from kit.settings import Settings
from planning.steps import Done, Run

WAREHOUSE = "warehouse.duckdb"


def open_home_warehouse(settings: Settings) -> AbstractContextManager[DuckDBPyConnection]:
    """Open the warehouse in `JAEGO_HOME` with the threads, the memory and the disk that a run may use.

    Raises:
        FaultError: another process has it open, or the file can't be read.
    """
    return open_warehouse(
        settings.home / WAREHOUSE,
        threads=settings.workers,
        memory_limit=settings.memory_limit,
        temp_disk_limit=settings.temp_disk_limit,
    )


@contextmanager
def extracted(run: Run, settings: Settings, engine: Engine) -> Iterator[DuckDBPyConnection]:
    """The open warehouse after the step `extract`, which pulls what has changed in PostgreSQL since the last pull."""
    with ExitStack() as opened:

        def extract() -> Done[DuckDBPyConnection]:
            warehouse = opened.enter_context(open_home_warehouse(settings))
            return Done(warehouse, {"rows": pull(libpq_url(engine.url), warehouse, run.report).rows})

        yield run.step("extract", extract)
