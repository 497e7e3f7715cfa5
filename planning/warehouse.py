"""The warehouse of a home, opened as its settings say."""

from contextlib import AbstractContextManager

from duckdb import DuckDBPyConnection

from analytics.warehouse import open_warehouse
from kit.settings import Settings

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
