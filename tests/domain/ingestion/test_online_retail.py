"""The Online Retail II layout: what becomes of sales, reversals, write-offs, copies and lines that are not goods."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import URL

from domain.ingestion.summary import ImportSummary
from kit.database import make_engine
from tests.domain.ingestion.conftest import Importer, contents

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
LINES = (
    "500001,10001,CUP,4,2011-01-03 10:00:00,2.50,12001,United Kingdom",
    "500001,10001,CUP,4,2011-01-03 10:00:00,2.50,12001,United Kingdom",  # an exact copy
    "500001,10001,BIG CUP,6,2011-01-03 10:01:00,2.50,12001,United Kingdom",
    "500002,10002A,MUG,30,2011-01-04 10:00:00,1.00,12002,France",
    "500003,10001,CUP,10,2011-02-01 10:00:00,2.40,12001,United Kingdom",
    "500003,POST,POSTAGE,1,2011-02-01 10:00:00,18.00,12001,United Kingdom",
    "500004,10002A,nan,3,2011-02-02 10:00:00,1.00,,United Kingdom",
    "C500010,10002A,MUG,-30,2011-01-04 10:16:00,1.00,12002,France",  # cancels 500002 at once
    "C500011,10001,CUP,-8,2011-02-20 10:00:00,2.40,12001,United Kingdom",  # 8 of the newest 10, late: a return
    "C500012,10001,CUP,-5,2011-03-01 10:00:00,2.50,12001,United Kingdom",  # 2 of 500003, then 3 of the newest before
    "C500013,10001,CUP,-2,2011-01-01 10:00:00,2.50,12001,United Kingdom",  # before any sale
    "C500014,10001,CUP,-1,2011-03-02 10:00:00,2.50,,United Kingdom",  # of nobody known
    "C500015,M,Manual,-1,2011-03-02 10:00:00,9.99,12001,United Kingdom",
    "500020,10003,damaged,-7,2011-01-05 10:00:00,0,,United Kingdom",
    "500021,10003,found,5,2011-01-06 10:00:00,0,,United Kingdom",
    "500022,10001,CUP,2,2011-01-07 10:00:00,0,12003,United Kingdom",  # given away
    "A500030,B,Adjust bad debt,1,2011-01-08 10:00:00,-99.50,,United Kingdom",
    "500031,10001,CUP,1,2011-01-08 10:00:00,-2.50,,United Kingdom",
    "500032,10001,CUP,-1,2011-01-08 10:00:00,2.50,12001,United Kingdom",
    "C500033,10001,CUP,1,2011-01-08 10:00:00,2.50,12001,United Kingdom",
    "500034,10001,CUP,many,2011-01-08 10:00:00,2.50,12001,United Kingdom",
)
SOLD = (
    "select o.order_no, p.sku, i.quantity, i.unit_price, i.returned_quantity from raw.order_items i"
    " join raw.orders o on o.id = i.order_id join raw.products p on p.id = i.product_id order by 1, 2, 3"
)
REVERSED = (
    "select o.order_no, i.quantity, r.source_ref, r.kind, r.quantity from raw.order_returns r"
    " join raw.order_items i on i.id = r.order_item_id join raw.orders o on o.id = i.order_id"
    " where r.quantity > 0 order by 3, 1, 2"
)


def retail(importer: Importer, *lines: str, name: str = "retail.csv") -> ImportSummary:
    return importer.load(importer.write(name, HEADER, *lines), profile="online-retail-ii", timezone="Europe/London")


def test_every_kind_of_line_goes_where_it_belongs(importer: Importer) -> None:
    summary = retail(importer, *LINES)
    assert summary.total("rows_in") == 21
    assert (summary.total("loaded"), summary.total("unchanged"), summary.total("duplicates")) == (11, 1, 1)
    assert summary.by_reason == {
        "BROKEN_RULE": 3,
        "NON_PRODUCT": 3,
        "UNMATCHED_RETURN": 2,
        "WRONG_TYPE": 1,
    }
    assert importer.rows(SOLD) == [
        ("500001", "10001", 4, Decimal("2.50"), 0),
        ("500001", "10001", 6, Decimal("2.50"), 3),
        ("500002", "10002A", 30, Decimal("1.00"), 30),
        ("500003", "10001", 10, Decimal("2.40"), 10),
        ("500004", "10002A", 3, Decimal("1.00"), 0),
    ]
    assert importer.rows(REVERSED) == [
        ("500002", 30, "C500010", "CANCELLATION", 30),
        ("500003", 10, "C500011", "RETURN", 8),
        ("500001", 6, "C500012", "RETURN", 3),
        ("500003", 10, "C500012", "RETURN", 2),
    ]
    assert importer.rows(
        "select order_no, ordered_at, customer_ref, status, cancelled_at, currency, channel from raw.orders order by 1"
    ) == [
        ("500001", datetime(2011, 1, 3, 10, tzinfo=UTC), "12001", "PLACED", None, "GBP", None),
        (
            "500002",
            datetime(2011, 1, 4, 10, tzinfo=UTC),
            "12002",
            "CANCELLED",
            datetime(2011, 1, 4, 10, 16, tzinfo=UTC),
            "GBP",
            None,
        ),
        ("500003", datetime(2011, 2, 1, 10, tzinfo=UTC), "12001", "PLACED", None, "GBP", None),
        ("500004", datetime(2011, 2, 2, 10, tzinfo=UTC), None, "PLACED", None, "GBP", None),
    ]


def test_products_movements_and_refused_lines_are_told_apart(importer: Importer) -> None:
    retail(importer, *LINES)
    assert importer.rows("select sku, name, unit_cost, supplier_id from raw.products order by 1") == [
        ("10001", "CUP", None, None),
        ("10002A", "MUG", None, None),
        ("10003", "10003", None, None),
    ]
    assert importer.rows("select quantity, reason, note from raw.inventory_movements order by moved_at") == [
        (-7, "WRITE_OFF", "invoice 500020: damaged"),
        (5, "ADJUSTMENT", "invoice 500021: found"),
        (-2, "ADJUSTMENT", "invoice 500022, free of charge: CUP"),
    ]
    assert [row[1:] for row in importer.rejections()] == [
        (7, "NON_PRODUCT"),
        (12, "UNMATCHED_RETURN"),
        (13, "UNMATCHED_RETURN"),
        (14, "NON_PRODUCT"),
        (18, "NON_PRODUCT"),
        (19, "BROKEN_RULE"),
        (20, "BROKEN_RULE"),
        (21, "BROKEN_RULE"),
        (22, "WRONG_TYPE"),
    ]


def test_the_same_file_again_loads_nothing_and_refuses_the_same(importer: Importer) -> None:
    first = retail(importer, *LINES)
    before, refused = contents(importer), importer.rejections()
    again = retail(importer, *LINES)
    assert (again.total("loaded"), again.total("unchanged")) == (0, 12)
    assert again.by_reason == first.by_reason
    assert (contents(importer), importer.rejections()) == (before, refused)


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_and_in_parts_it_comes_to_the_same(importer: Importer, seed: int) -> None:
    retail(importer, *LINES)
    expected, names = contents(importer), importer.rows("select sku, name from raw.products order by 1")
    with importer.engine.begin() as connection:
        connection.exec_driver_sql("truncate raw.import_batches cascade")
    lines = list(LINES)
    random.Random(seed).shuffle(lines)
    for number in range(3):
        retail(importer, *lines[number::3], name=f"part{number}.csv")
    assert contents(importer) == expected
    assert importer.rows("select sku, name from raw.products order by 1") == names
    open_reasons = sorted(reason for _, _, reason in importer.rejections())
    assert open_reasons == sorted(["BROKEN_RULE"] * 3 + ["NON_PRODUCT"] * 3 + ["UNMATCHED_RETURN"] * 2 + ["WRONG_TYPE"])
    assert importer.value("select sum(rows_rejected) from raw.import_batches") == 9
    assert importer.value("select sum(rows_loaded) from raw.import_batches") == 11


def test_a_reversal_waits_for_its_order(importer: Importer) -> None:
    cancelled = retail(importer, LINES[7], name="reversals.csv")
    assert cancelled.by_reason == {"UNMATCHED_RETURN": 1}
    sold = retail(importer, LINES[3], name="sales.csv")
    assert sold.resolved == 1
    assert importer.rejections() == []
    assert importer.rows("select rows_loaded, rows_rejected, status from raw.import_batches order by id") == [
        (1, 0, "LOADED"),
        (1, 0, "LOADED"),
    ]
    assert importer.value("select status from raw.orders") == "CANCELLED"


def test_a_reversal_finds_its_order_in_a_later_file_of_the_same_call(importer: Importer) -> None:
    first = importer.write("a.csv", HEADER, LINES[7])
    summary = importer.load(first, importer.write("b.csv", HEADER, LINES[3]), profile="online-retail-ii")
    assert [(file.file, file.loaded, file.by_reason) for file in summary.files] == [("a.csv", 1, {}), ("b.csv", 1, {})]
    assert summary.resolved == 1


def test_a_new_line_revives_a_cancelled_order(importer: Importer) -> None:
    retail(importer, LINES[3], LINES[7])
    assert importer.value("select status from raw.orders") == "CANCELLED"
    retail(importer, "500002,10001,CUP,1,2011-01-04 10:00:00,2.50,12002,France", name="more.csv")
    assert importer.rows("select status, cancelled_at from raw.orders") == [("PLACED", None)]


def test_a_match_that_no_longer_holds_is_taken_back_visibly(importer: Importer) -> None:
    late = "C500041,10001,CUP,-4,2011-01-03 12:00:00,2.50,12001,United Kingdom"
    early = "C500040,10001,CUP,-4,2011-01-03 11:00:00,2.50,12001,United Kingdom"
    retail(importer, LINES[0], late)
    assert importer.rows(REVERSED) == [("500001", 4, "C500041", "CANCELLATION", 4)]
    retail(importer, early, name="early.csv")
    assert importer.rows("select source_ref, quantity from raw.order_returns order by 1") == [
        ("C500040", 4),
        ("C500041", 0),
    ]
    assert [reason for _, _, reason in importer.rejections()] == ["UNMATCHED_RETURN"]
    assert importer.rows("select rows_in, rows_loaded, rows_rejected from raw.import_batches order by id") == [
        (2, 1, 1),
        (1, 1, 0),
    ]


def test_partly_matched_reversals_are_loaded_and_counted(importer: Importer) -> None:
    summary = retail(importer, LINES[0], "C500050,10001,CUP,-9,2011-01-03 12:00:00,2.50,12001,United Kingdom")
    assert (summary.total("loaded"), summary.files[0].partly_matched_returns) == (2, 1)
    assert importer.rows("select quantity, matched_quantity from raw.reversals") == [(9, 4)]
    assert importer.value("select details ->> 'partly_matched_returns' from raw.import_batches") == "1"


def test_a_product_list_keeps_its_names(importer: Importer) -> None:
    importer.load(importer.write("products.csv", "sku,name", "10001,Listed cup"))
    retail(importer, *LINES)
    assert importer.value("select name from raw.products where sku = '10001'") == "Listed cup"


def test_older_headers_and_spreadsheet_numbers_mean_the_same(importer: Importer) -> None:
    retail(importer, *LINES)
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    lines = [
        line.replace(",2.50,", ",2.5,").replace(",12001,", ",12001.0,").replace("10:00:00", "10:00") for line in LINES
    ]
    again = importer.load(
        importer.write("old.csv", header, *lines), profile="online-retail-ii", timezone="Europe/London"
    )
    assert again.total("loaded") == 0


def _whole(url: URL, tmp: Path, source: Path) -> Iterator[tuple[Importer, ImportSummary]]:
    engine: Engine = make_engine(url)
    importer = Importer(engine, tmp)
    yield importer, importer.load(source, profile="online-retail-ii", timezone="Europe/London")
    engine.dispose()


@pytest.fixture(scope="module")
def real(
    realdata: Path, module_database_url: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Importer, ImportSummary]]:
    """The whole real file, imported once."""
    source = realdata / "online_retail_II.csv.gz"
    yield from _whole(module_database_url, tmp_path_factory.mktemp("real"), source)


@pytest.mark.real
def test_real_rows_add_up(real: tuple[Importer, ImportSummary]) -> None:
    importer, summary = real
    assert (summary.total("rows_in"), summary.total("duplicates")) == (1_044_847, 11_812)
    assert summary.total("loaded") == 1_025_143
    assert summary.by_reason == {"NON_PRODUCT": 5_979, "UNMATCHED_RETURN": 1_913}  # 12 of 5,991 are copies
    assert importer.value("select count(*) from raw.order_items") == 1_003_214


@pytest.mark.real
def test_real_bulk_orders_that_were_cancelled_leave_no_units(real: tuple[Importer, ImportSummary]) -> None:
    importer, _ = real
    assert importer.rows(
        "select o.order_no, o.status, o.cancelled_at - o.ordered_at < interval '17 minutes', i.quantity,"
        " i.returned_quantity, r.source_ref, r.kind from raw.orders o join raw.order_items i on i.order_id = o.id"
        " join raw.order_returns r on r.order_item_id = i.id where o.order_no in ('541431', '581483') order by 1"
    ) == [
        ("541431", "CANCELLED", True, 74_215, 74_215, "C541433", "CANCELLATION"),
        ("581483", "CANCELLED", True, 80_995, 80_995, "C581484", "CANCELLATION"),
    ]


@pytest.mark.real
def test_real_postage_and_fees_are_no_products(real: tuple[Importer, ImportSummary]) -> None:
    importer, _ = real
    assert importer.rows("select sku from raw.products where sku !~ '^[0-9]{5}[A-Za-z]*$'") == []
    assert importer.value("select count(*) from raw.products") == 5_070


@pytest.mark.real
def test_real_write_offs_are_movements_not_sales(real: tuple[Importer, ImportSummary], realdata: Path) -> None:
    importer, _ = real
    with gzip.open(realdata / "online_retail_II.csv.gz", "rt", encoding="utf-8") as lines:
        import csv

        written_off = {
            tuple(row.values())
            for row in csv.DictReader(lines)
            if row["Quantity"].startswith("-") and float(row["Price"]) == 0 and row["StockCode"][:5].isdigit()
        }
    assert importer.rows("select count(*), sum(quantity) from raw.inventory_movements where reason = 'WRITE_OFF'") == [
        (len(written_off), sum(int(row[3]) for row in written_off))
    ]
    assert importer.value("select count(*) from raw.order_items where unit_price = 0") == 0
