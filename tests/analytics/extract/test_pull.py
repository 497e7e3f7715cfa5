"""The pull brings what changed, whatever commits late, and starts again on another database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from analytics.extract.service import pull
from analytics.warehouse import open_warehouse
from kit.errors import FaultError
from kit.postgres import libpq_url
from kit.progress import silent
from tests.factories.raw import create_order, create_order_item, create_product, create_sale, create_supplier
from tests.servers import fresh_database


@pytest.fixture
def database_url(own_server_url: URL) -> Iterator[URL]:
    """On a shared server another worker's open transaction would have rows pulled a second time."""
    with fresh_database(own_server_url) as url:
        yield url


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        yield connection


@pytest.fixture
def uri(database_url: URL) -> str:
    return libpq_url(database_url)


def skus(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    return [sku for (sku,) in warehouse.execute("select sku from raw_products order by sku").fetchall()]


def whole(summary: object) -> set[str]:
    return {pulled.table for pulled in summary.tables if pulled.is_whole}  # type: ignore[attr-defined]


INCREMENTAL = {
    "ad_campaigns",
    "ad_spend_daily",
    "inventory",
    "inventory_movements",
    "order_items",
    "order_returns",
    "orders",
    "payments",
    "products",
    "promotion_products",
    "promotions",
    "purchase_history",
    "suppliers",
}


def test_first_pull_brings_values_exactly(engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    with engine.begin() as connection:
        supplier = create_supplier(connection, order_weekdays=[1, 3], min_order_value=Decimal("0.10"))
        product = create_product(connection, sku="A", supplier_id=supplier, unit_cost=Decimal("12.34"))
        order = create_order(connection, datetime(2024, 3, 1, 15, 0, 0, 123456, tzinfo=UTC))
        create_order_item(
            connection, order, product, quantity=3, unit_price=Decimal("99999999.99"), discount_amount=Decimal("0.29")
        )
    summary = pull(uri, warehouse, silent)
    assert warehouse.execute("select order_weekdays, min_order_value_minor from raw_suppliers").fetchall() == [
        ([1, 3], 10)
    ]
    assert warehouse.execute("select sku, unit_cost_minor, deleted_at from raw_products").fetchall() == [
        ("A", 1234, None)
    ]
    assert warehouse.execute("select ordered_at from raw_orders").fetchone() == (
        datetime(2024, 3, 1, 15, 0, 0, 123456, tzinfo=UTC),
    )
    assert warehouse.execute(
        "select product_id, quantity, unit_price_minor, discount_amount_minor from raw_order_items"
    ).fetchall() == [(product, 3, 9999999999, 29)]
    assert summary.rows == 4
    assert whole(summary) >= INCREMENTAL


def test_second_pull_brings_only_new_and_changed_rows(
    engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    with engine.begin() as connection:
        first = create_product(connection, sku="A", name="old")
        create_product(connection, sku="B")
    pull(uri, warehouse, silent)
    with engine.begin() as connection:
        connection.execute(text("update raw.products set name = 'new' where id = :id"), {"id": first})
        create_product(connection, sku="C")
    summary = pull(uri, warehouse, silent)
    assert {pulled.table: pulled.rows for pulled in summary.tables if pulled.rows} == {"products": 2}
    assert not whole(summary) & INCREMENTAL
    assert skus(warehouse) == ["A", "B", "C"]
    assert warehouse.execute("select name from raw_products where id = ?", [first]).fetchall() == [("new",)]


def test_a_row_committed_after_a_pull_that_saw_later_ones_arrives(
    engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    with engine.connect() as slow:
        create_product(slow, sku="LATE")  # its transaction is older than the next one, and still open
        with engine.begin() as quick:
            create_product(quick, sku="QUICK")
        pull(uri, warehouse, silent)
        assert skus(warehouse) == ["QUICK"]
        slow.commit()
    pull(uri, warehouse, silent)
    assert skus(warehouse) == ["LATE", "QUICK"]
    assert pull(uri, warehouse, silent).rows == 0


def test_another_database_is_loaded_whole(engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    with engine.begin() as connection:
        create_product(connection, sku="OURS")
    pull(uri, warehouse, silent)
    warehouse.execute("update extract_watermarks set source = 'another/1/2/3'")
    warehouse.execute("update raw_products set sku = 'THEIRS', id = id + 1000")
    assert whole(pull(uri, warehouse, silent)) >= INCREMENTAL
    assert skus(warehouse) == ["OURS"]


def test_transaction_numbers_that_ran_back_load_whole(
    engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    with engine.begin() as connection:
        create_product(connection, sku="A")
    pull(uri, warehouse, silent)
    warehouse.execute("update extract_watermarks set transaction_number = transaction_number + 1000000")
    assert whole(pull(uri, warehouse, silent)) >= INCREMENTAL


def test_full_reloads_rows_that_are_gone(engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    with engine.begin() as connection:
        create_product(connection, sku="A")
        create_product(connection, sku="B")
    pull(uri, warehouse, silent)
    with engine.begin() as connection:
        connection.execute(text("delete from raw.products where sku = 'B'"))
    pull(uri, warehouse, silent)
    assert skus(warehouse) == ["A", "B"]
    pull(uri, warehouse, silent, full=True)
    assert skus(warehouse) == ["A"]


def test_a_failed_pull_changes_nothing(engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    with engine.begin() as connection:
        create_sale(connection, create_product(connection, sku="A"))
    pull(uri, warehouse, silent)
    before = warehouse.execute("select * from extract_watermarks order by 1").fetchall()
    with engine.begin() as connection:
        create_sale(connection, create_product(connection, sku="B"))
        connection.execute(text("alter table raw.suppliers rename to hidden"))
    with pytest.raises(Exception, match="suppliers"):
        pull(uri, warehouse, silent)
    assert skus(warehouse) == ["A"]
    assert warehouse.execute("select * from extract_watermarks order by 1").fetchall() == before


def test_refused_rows_are_counted_by_sku(engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""
                insert into raw.import_batches (file_name, sha256, profile, table_name, status, rows_in, rows_loaded,
                    rows_unchanged, rows_rejected, started_at)
                values ('f', '\\x00', 'canonical', 'order_items', 'LOADED', 4, 0, 0, 4, now())
            """)
        )
        connection.execute(
            text("""
                insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, "row", resolved_at)
                select id, 'order_items', line, reason, 'm', "row"::jsonb, resolved
                from raw.import_batches, (values
                    (1, 'WRONG_TYPE', '{"product": "A "}', null::timestamptz),
                    (2, 'OUT_OF_RANGE', '{"sku": "A"}', null),
                    (3, 'NON_PRODUCT', '{"StockCode": "POST"}', null),
                    (4, 'UNKNOWN_REFERENCE', '{"product": "B"}', now())
                ) as given (line, reason, "row", resolved)
            """)
        )
    pull(uri, warehouse, silent)
    assert warehouse.execute("select sku, rejected_rows from raw_rejected_rows").fetchall() == [("A", 2)]


def test_progress_is_told(engine: Engine, uri: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    with engine.begin() as connection:
        create_product(connection)
    told: list[tuple[str, int, int | None]] = []
    pull(uri, warehouse, lambda *what: told.append(what))
    assert ("extract products", 1, None) in told
    assert ("extract products", 1, 1) in told


def test_a_database_that_is_down_is_one_sentence(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(
        FaultError, match=r"^The database does not answer \(.*\); start it or correct JAEGO_DATABASE_URL\.$"
    ):
        pull("postgresql://127.0.0.1:1/nothing", warehouse, silent)


def test_a_warehouse_file_that_is_none_names_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"not a database at all, only words" * 1000)
    with pytest.raises(FaultError, match="delete the file"), open_warehouse(path):
        pass
