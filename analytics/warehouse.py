"""The DuckDB file in which the numbers are computed. It is a cache: all of it can be rebuilt from PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kit.errors import FaultError


@contextmanager
def open_warehouse(
    path: Path, *, threads: int = 2, memory_limit: str = "1500MB"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing; sessions run in UTC.

    Raises:
        FaultError: another process has it open, or the file can't be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(path, config={"threads": threads, "memory_limit": memory_limit})
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise FaultError(f"Another process works in {path}; wait until it is finished.") from error
        raise FaultError(
            f"The warehouse {path} can't be read ({str(error).splitlines()[0]});"
            " delete the file, and the next run builds it anew."
        ) from error
    try:
        connection.execute("set timezone = 'UTC'")
        yield connection
    finally:
        connection.close()
