"""Arrow in and out of PostgreSQL (ADBC): streams of record batches, never row by row.

Seen with the driver: `numeric` arrives as opaque text, so queries cast it; `decimal128` goes into `numeric`, `double`
does not; `jsonb` takes the `arrow.json` extension type (`pa.json_()`), not plain strings.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from adbc_driver_manager import Error
from adbc_driver_manager.dbapi import Connection
from adbc_driver_postgresql import dbapi

from kit.errors import FaultError

__all__ = ["Connection", "connect", "execute", "fetch_one", "ingest", "stream"]
LOST = "[libpq] Failed to connect"


@contextmanager
def connect(uri: str) -> Iterator[Connection]:
    """Open an ADBC connection on a libpq address; what is not committed is rolled back at the end.

    Raises:
        FaultError: the database does not answer.
    """
    try:
        connection = dbapi.connect(uri)
    except Error as error:
        reason = str(error).partition(LOST)[2].strip(" :").splitlines() or [type(error).__name__]
        raise FaultError(
            f"The database does not answer ({reason[0]}); start it or correct JAEGO_DATABASE_URL."
        ) from error
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def stream(connection: Connection, query: str) -> Iterator[pa.RecordBatchReader]:
    """Run one query and give its rows as they come; the memory used is that of a few batches.

    Raises:
        FaultError: the database refuses the query.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(query)
        except Error as error:
            raise FaultError(f"The database refuses a query ({str(error).splitlines()[0]}).") from error
        with cursor.fetch_record_batch() as reader:
            yield reader


def fetch_one(connection: Connection, query: str) -> dict[str, object]:
    """Run a query that gives exactly one row, and return it by column name."""
    with stream(connection, query) as reader:
        rows: list[dict[str, object]] = reader.read_all().to_pylist()
    (row,) = rows
    return row


def execute(connection: Connection, command: str) -> None:
    """Run a command that gives no rows."""
    with connection.cursor() as cursor:
        cursor.execute(command)


def ingest(connection: Connection, schema: str, table: str, data: pa.Table | pa.RecordBatchReader) -> int:
    """Append Arrow rows to an existing table by COPY and return their number; the caller commits."""
    with connection.cursor() as cursor:
        return int(cursor.adbc_ingest(table, data, mode="append", db_schema_name=schema))
