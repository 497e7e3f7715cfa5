"""A DuckDB warehouse with the raw tables exactly as the extraction makes them, filled by hand."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import duckdb

from analytics.extract.service import pull
from analytics.transform.service import Parameters, TransformSummary, build
from analytics.warehouse import open_warehouse
from kit.progress import silent

Row = Mapping[str, object]
PARAMETERS = {
    "timezone": "Asia/Seoul",
    "country": "KR",
    "history_days": 1100,
    "default_lead_time_days": 14,
    "default_review_days": 7,
}
START = datetime(2020, 1, 1, tzinfo=UTC)
ORDINARY: dict[str, Row] = {
    "suppliers": {"currency": "KRW"},
    "products": {"currency": "KRW", "is_stocked": True},
    "orders": {"currency": "KRW"},
    "order_items": {"quantity": 1, "units_per_item": 1, "unit_price_minor": 100_00, "discount_amount_minor": 0},
    "order_returns": {"kind": "RETURN", "quantity": 1},
    "payments": {"method": "CARD"},
    "inventory": {"warehouse_code": "MAIN", "reserved": 0, "in_transit": 0},
    "inventory_movements": {"reason": "RECEIPT"},
    "promotions": {"kind": "DISCOUNT", "discount_rate": 0.1},
    "ad_spend_daily": {"campaign_id": 1, "impressions": 0, "clicks": 0},
    "purchase_orders": {"state": "DRAFT", "created_at": START},
    "purchase_history": {
        "product_id": 1,
        "supplier_id": 1,
        "ordered_on": date(2024, 3, 1),
        "quantity": 10,
        "received_quantity": 0,
    },
}


def raw_schema(uri: str, folder: Path) -> list[str]:
    """The statements that make the raw tables, by pulling from an empty, migrated database."""
    with open_warehouse(folder / "schema.duckdb") as warehouse:
        pull(uri, warehouse, silent)
        return [
            sql
            for (sql,) in warehouse.execute("select sql from duckdb_tables() where table_name like 'raw_%'").fetchall()
        ]


@contextmanager
def filled(schema: Sequence[str], tables: Mapping[str, Sequence[Row]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory with these rows; columns that a row leaves out are ordinary or null, ids count up."""
    with duckdb.connect() as warehouse:
        warehouse.execute("set timezone = 'UTC'")
        for statement in schema:
            warehouse.execute(statement)
        for table, rows in tables.items():
            insert(warehouse, table, rows)
        yield warehouse


def insert(warehouse: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Add rows to a raw table."""
    numbers = count(1)
    has_id = "id" in [row[0] for row in warehouse.execute(f"describe raw_{table}").fetchall()]
    for row in rows:
        given = {**({"id": next(numbers)} if has_id else {}), **ORDINARY.get(table, {}), **row}
        names, marks = ", ".join(given), ", ".join("?" * len(given))
        warehouse.execute(f"insert into raw_{table} ({names}) values ({marks})", list(given.values()))


def run(warehouse: duckdb.DuckDBPyConnection, as_of: date, **parameters: object) -> TransformSummary:
    """Build everything as of a day."""
    return build(warehouse, Parameters(as_of=as_of, **{**PARAMETERS, **parameters}), silent)  # type: ignore[arg-type]


def rows(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    """The rows of a query by column name."""
    found = warehouse.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
