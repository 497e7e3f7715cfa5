"""The pull: one snapshot of PostgreSQL, the changed rows of each table, one transaction in the warehouse."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pyarrow as pa
from duckdb import DuckDBPyConnection

from analytics.extract.queries import TableQuery, load_queries, source_query
from analytics.extract.watermarks import Watermark, read_watermarks, write_watermark
from analytics.warehouse import within_limits
from kit import arrow
from kit.progress import Progress


@dataclass(frozen=True)
class TablePull:
    """One table's part of a pull: rows that came, whether the table was loaded whole, and how long it took."""

    table: str
    rows: int
    is_whole: bool
    seconds: float


@dataclass(frozen=True)
class ExtractSummary:
    """What a pull brought."""

    tables: tuple[TablePull, ...]
    seconds: float

    @property
    def rows(self) -> int:
        """All rows that came."""
        return sum(pulled.rows for pulled in self.tables)

    def as_json(self) -> dict[str, object]:
        """The summary for scripts."""
        return {"rows": self.rows, "seconds": self.seconds, "tables": [asdict(pulled) for pulled in self.tables]}


def pull(uri: str, warehouse: DuckDBPyConnection, report: Progress, *, full: bool = False) -> ExtractSummary:
    """Bring the warehouse's `raw_<table>` tables up to what PostgreSQL holds now.

    All tables are read in one repeatable-read transaction. A row carries the number of the transaction that last wrote
    it; those from the oldest transaction that was open at the last pull onwards are read again, so that one committed
    late is never missed. Another database, another schema revision or another query reloads the table whole.

    Args:
        uri: libpq address of the database.
        warehouse: a DuckDB connection outside a transaction; nothing changes in it when the pull fails.
        report: receives the table, the rows so far, and the total when it is known.
        full: reload every table.

    Raises:
        FaultError: the database does not answer.
        ResourceLimitError: a table needs more memory or disk than is allowed.
    """
    started = time.monotonic()
    with within_limits(warehouse, "the raw tables"), arrow.connect(uri) as source:
        arrow.execute(source, "set transaction isolation level repeatable read, read only")
        state = arrow.fetch_one(source, source_query())
        warehouse.begin()
        try:
            known = {} if full else read_watermarks(warehouse)
            pulled = tuple(
                _pull_table(source, warehouse, query, known.get(query.table), _watermark(state, query), report=report)
                for query in load_queries()
            )
            warehouse.commit()
        except BaseException:
            warehouse.rollback()
            raise
    return ExtractSummary(pulled, time.monotonic() - started)


def _watermark(state: dict[str, object], query: TableQuery) -> Watermark:
    return Watermark(f"{state['identity']}/{query.fingerprint}", int(str(state["oldest_open_transaction"])))


def _pull_table(
    source: arrow.Connection,
    warehouse: DuckDBPyConnection,
    query: TableQuery,
    last: Watermark | None,
    now: Watermark,
    *,
    report: Progress,
) -> TablePull:
    started = time.monotonic()
    follows = last is not None and last.source == now.source and last.transaction <= now.transaction
    since = last.transaction if query.is_incremental and last is not None and follows else None
    _set_watermark(source, since or 0)
    load = _replace if since is None else _merge
    with within_limits(warehouse, f"raw_{query.table}"), arrow.stream(source, query.text) as reader:
        rows = load(warehouse, query.table, _counted(reader, query.table, report))
    write_watermark(warehouse, query.table, now)
    report(f"extract {query.table}", rows, rows)
    return TablePull(query.table, rows, since is None, round(time.monotonic() - started, 3))


def _set_watermark(source: arrow.Connection, transaction: int) -> None:
    arrow.fetch_one(source, f"select set_config('jaego.watermark', '{transaction:d}', true) as watermark")


def _counted(reader: pa.RecordBatchReader, table: str, report: Progress) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in reader:
            done += batch.num_rows
            report(f"extract {table}", done, None)
            yield batch

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


def _replace(warehouse: DuckDBPyConnection, table: str, reader: pa.RecordBatchReader) -> int:
    warehouse.register("pulled_rows", reader)
    ((rows,),) = warehouse.execute(f"create or replace table raw_{table} as select * from pulled_rows").fetchall()
    warehouse.unregister("pulled_rows")
    return int(rows)


def _merge(warehouse: DuckDBPyConnection, table: str, reader: pa.RecordBatchReader) -> int:
    warehouse.register("pulled_rows", reader)
    ((rows,),) = warehouse.execute("create or replace temp table changed_rows as select * from pulled_rows").fetchall()
    warehouse.unregister("pulled_rows")
    warehouse.execute(f"delete from raw_{table} where id in (select id from changed_rows)")
    warehouse.execute(f"insert into raw_{table} select * from changed_rows")
    warehouse.execute("drop table changed_rows")
    return int(rows)
