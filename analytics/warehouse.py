"""The DuckDB file in which the numbers are computed. It is a cache: all of it can be rebuilt from PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kit.errors import FaultError
from kit.machine import memory_bytes

MEMORY_SHARE = 8  # one part of so many: PostgreSQL, the API and the run's own frames need the rest
MIN_MEMORY_BYTES = 512_000_000
TEMP_DISK_SHARE = 2
DISK_FULL = ("no space left", "could not write", "could not append")


class ResourceLimitError(FaultError):
    """The analytics needed more memory, or more disk for temporary files, than they were allowed or than there is."""


@contextmanager
def open_warehouse(
    path: Path, *, threads: int = 2, memory_limit: str | None = None, temp_disk_limit: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing; sessions run in UTC.

    Temporary files lie beside it, in a folder that is emptied first.

    Args:
        path: the file; made if there is none.
        threads: threads of a query.
        memory_limit: memory that queries may use, such as 4GB; None: an eighth of the machine's, at least 512 MB.
        temp_disk_limit: disk that temporary files may use, such as 20GB; None: half of what is free.

    Raises:
        FaultError: another process has it open, or the file can't be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.tmp")
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": memory_limit or default_memory_limit(),
        "temp_directory": str(temporary),
    }
    try:
        connection = duckdb.connect(path, config=config)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise FaultError(f"Another process works in {path}; wait until it is finished.") from error
        raise FaultError(
            f"The warehouse {path} can't be read ({str(error).splitlines()[0]});"
            " delete the file, and the next run builds it again."
        ) from error
    try:
        if temporary.exists():  # what a killed process left; nobody else has the file open
            shutil.rmtree(temporary)
        # Set here, since DuckDB 2.0 shows this limit but does not keep it when it comes with the connection.
        connection.execute(f"set max_temp_directory_size = '{temp_disk_limit or default_temp_disk_limit(path.parent)}'")
        connection.execute("set timezone = 'UTC'")
        yield connection
    finally:
        connection.close()


def default_memory_limit() -> str:
    """Memory that queries may use where nothing is set."""
    return f"{max(memory_bytes() // MEMORY_SHARE, MIN_MEMORY_BYTES)}B"


def default_temp_disk_limit(folder: Path) -> str:
    """Disk that temporary files in a folder may use where nothing is set."""
    return f"{shutil.disk_usage(folder).free // TEMP_DISK_SHARE}B"


@contextmanager
def within_limits(warehouse: duckdb.DuckDBPyConnection, subject: str) -> Iterator[None]:
    """Report a lack of memory or disk in one sentence that names what was computed.

    Raises:
        ResourceLimitError: the query needed more than is allowed, or the disk is full.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        memory, temp_disk, _ = _limits(warehouse)
        raise ResourceLimitError(
            f"Computing {subject} needs more than the {memory} of memory and {temp_disk} of temporary files that it is"
            " allowed; set JAEGO_MEMORY_LIMIT or JAEGO_TEMP_DISK_LIMIT higher and run again."
        ) from error
    except duckdb.IOException as error:
        if not any(words in str(error).lower() for words in DISK_FULL):
            raise
        *_, temp_disk, folder = _limits(warehouse)
        raise ResourceLimitError(
            f"The disk is full: computing {subject} could not write to {folder}, where it may use {temp_disk};"
            " free some disk, or move JAEGO_HOME to a larger one, and run again."
        ) from error


def _limits(warehouse: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """Memory, disk for temporary files, and their folder; asked beside a transaction that may have failed."""
    names = ("memory_limit", "max_temp_directory_size", "temp_directory")
    query = "select " + ", ".join(f"current_setting('{name}')" for name in names)
    with warehouse.cursor() as beside:
        ((memory, temp_disk, folder),) = beside.execute(query).fetchall()
    return str(memory), str(temp_disk), str(folder)
