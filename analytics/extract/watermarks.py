"""How far each table has been pulled, and from which database: kept in the warehouse beside the rows themselves."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Watermark:
    """Rows written by transactions before `transaction` are in the warehouse; `source` names database and query."""

    source: str
    transaction: int


def read_watermarks(warehouse: DuckDBPyConnection) -> dict[str, Watermark]:
    """The watermark of each table pulled so far."""
    _ensure_table(warehouse)
    rows = warehouse.execute("select table_name, source, transaction_number from extract_watermarks").fetchall()
    return {table: Watermark(source, transaction) for table, source, transaction in rows}


def _ensure_table(warehouse: DuckDBPyConnection) -> None:
    warehouse.execute(
        "create table if not exists extract_watermarks"
        " (table_name varchar primary key, source varchar not null, transaction_number bigint not null)"
    )


def write_watermark(warehouse: DuckDBPyConnection, table: str, watermark: Watermark) -> None:
    """Remember how far a table has been pulled, in the caller's transaction."""
    _ensure_table(warehouse)
    warehouse.execute(
        "insert or replace into extract_watermarks values (?, ?, ?)", [table, watermark.source, watermark.transaction]
    )
