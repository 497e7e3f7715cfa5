"""Canonical files: what is loaded, what is refused and why, and that nothing depends on order or repetition."""

import gzip
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from psycopg.types.range import Range

from domain.ingestion.contract import BY_NAME
from domain.ingestion.summary import ImportSummary
from kit.errors import InputError
from tests.domain.ingestion.conftest import Importer, contents

WORLD = {
    "suppliers.csv": (
        "code,name,email,currency,lead_time_days,order_cycle_days,order_weekdays,min_order_value,closures",
        "S1,Hana,a@b.example,KRW,7,14,1;3;5,1000.50,2026-02-16/2026-02-18;2026-09-24/2026-09-26",
    ),
    "products.csv": (
        (
            "sku,name,category,brand,supplier,unit_cost,list_price,currency,moq,pack_size,max_order_qty,shelf_life_days,"
            "launched_on,discontinued_on,replaced_by"
        ),
        "A-1,Cup,Kitchen,Own,S1,1200,3000,KRW,10,5,500,365,2025-01-01,2026-03-01,B-1",
        "B-1,Mug,Kitchen,Own,S1,1300.5,3500,KRW,,,,,,,",
    ),
    "listings.csv": ("channel,code,option,sku,units", "own-mall,CUP3,red,A-1,3"),
    "orders.csv": (
        "order_no,ordered_at,channel,customer_ref,status,cancelled_at,currency",
        "1001,2026-01-05 10:00:00,own-mall,c1,DELIVERED,,KRW",
        "1002,2026-01-05T01:00:00Z,own-mall,c2,CANCELLED,,KRW",
    ),
    "order_items.csv": (
        "order,line_no,product,quantity,unit_price,discount_amount,returned_quantity,returned_at,return_reason",
        "1001,1,A-1,3,3000,500,1,2026-01-06 10:00:00,broken",
        "1001,2,B-1,2,3500,,2,2026-01-20 10:00:00,",
        "1002,1,B-1,1,3500,0,0,,",
    ),
    "payments.csv": (
        "order,method,amount,status,paid_at,refunded_amount",
        "1001,card,15500,PARTIALLY_REFUNDED,2026-01-05 10:01:00,3000",
    ),
    "inventory.csv": (
        "product,warehouse_code,snapshot_at,on_hand,reserved,in_transit",
        "A-1,MAIN,2026-01-05 23:00:00,-4,1,20",
    ),
    "inventory_movements.csv": (
        "movement_ref,product,warehouse_code,moved_at,quantity,reason,note",
        "m1,A-1,MAIN,2026-01-04 09:00:00,50,RECEIPT,po 7",
        ",A-1,MAIN,2026-01-04 10:00:00,-2,write_off,",
    ),
    "purchase_history.csv": (
        "reference,product,delivery_no,supplier,ordered_on,due_on,quantity,received_quantity,received_on,closed_on",
        "po 7,A-1,1,S1,2025-12-28,2026-01-04,60,50,2026-01-04,2026-02-01",
        ",B-1,,S1,2026-01-05,,20,,,",
    ),
    "promotions.csv": (
        "code,name,kind,starts_on,ends_on,discount_rate,announced_on",
        "P1,New year,DISCOUNT,2026-01-01,2026-01-07,0.15,2025-12-20",
    ),
    "promotion_products.csv": ("promotion,product", "P1,A-1"),
    "ad_campaigns.csv": (
        "code,name,channel,starts_on,ends_on,budget,currency",
        "C1,Cups,search,2026-01-01,,100000,KRW",
    ),
    "ad_spend_daily.csv": ("campaign,product,spend_date,spend,impressions,clicks", "C1,A-1,2026-01-02,1000,500,12"),
}


def write_world(importer: Importer, folder: str = "world") -> Path:
    for name, lines in WORLD.items():
        importer.write(f"{folder}/{name}", *lines)
    return importer.folder / folder


def test_every_table_arrives_as_written(importer: Importer) -> None:
    summary = importer.load(write_world(importer))
    assert {file.table for file in summary.files} == set(BY_NAME)
    assert (summary.total("rows_in"), summary.total("loaded"), summary.total("rejected")) == (19, 19, 0)
    assert importer.rows("select lead_time_days, order_weekdays, min_order_value, closures from raw.suppliers") == [
        (
            7,
            [1, 3, 5],
            Decimal("1000.50"),
            [Range(date(2026, 2, 16), date(2026, 2, 19)), Range(date(2026, 9, 24), date(2026, 9, 27))],
        )
    ]
    assert importer.rows(
        "select p.sku, s.code, p.unit_cost, p.moq, p.launched_on, r.sku from raw.products p"
        " join raw.suppliers s on s.id = p.supplier_id left join raw.products r on r.id = p.replaced_by_id order by 1"
    ) == [
        ("A-1", "S1", Decimal("1200.00"), 10, date(2025, 1, 1), "B-1"),
        ("B-1", "S1", Decimal("1300.50"), None, None, None),
    ]
    one = datetime(2026, 1, 5, 1, tzinfo=UTC)
    assert importer.rows("select order_no, ordered_at, status, cancelled_at from raw.orders order by 1") == [
        ("1001", one, "DELIVERED", None),
        ("1002", one, "CANCELLED", one),
    ]
    assert importer.rows(
        "select line_no, quantity, unit_price, discount_amount, returned_quantity, return_reason"
        " from raw.order_items i join raw.orders o on o.id = i.order_id where order_no = '1001' order by 1"
    ) == [(1, 3, 3000, 500, 1, "broken"), (2, 2, 3500, 0, 2, None)]
    assert importer.rows("select method, amount, refunded_amount, status from raw.payments") == [
        ("card", 15500, 3000, "PARTIALLY_REFUNDED")
    ]
    assert importer.rows("select on_hand, reserved, in_transit from raw.inventory") == [(-4, 1, 20)]
    assert importer.rows("select quantity, reason, note from raw.inventory_movements order by 1") == [
        (-2, "WRITE_OFF", None),
        (50, "RECEIPT", "po 7"),
    ]
    assert importer.rows(
        "select reference like 'made:%', delivery_no, due_on, quantity, received_quantity, received_on, closed_on"
        " from raw.purchase_history order by 1"
    ) == [
        (False, 1, date(2026, 1, 4), 60, 50, date(2026, 1, 4), date(2026, 2, 1)),
        (True, 1, None, 20, 0, None, None),
    ]
    assert importer.rows("select discount_rate, announced_on from raw.promotions") == [
        (Decimal("0.150000"), date(2025, 12, 20))
    ]
    assert importer.value("select count(*) from raw.promotion_products") == 1
    assert importer.rows("select ends_on, budget from raw.ad_campaigns") == [(None, 100000)]
    assert importer.rows("select spend, impressions, clicks from raw.ad_spend_daily") == [(1000, 500, 12)]


def test_returns_of_lines_become_events_of_the_right_kind(importer: Importer) -> None:
    importer.load(write_world(importer))
    events = (
        "select i.line_no, r.kind, r.quantity, r.reason from raw.order_returns r"
        " join raw.order_items i on i.id = r.order_item_id order by 1"
    )
    assert importer.rows(events) == [(1, "CANCELLATION", 1, "broken"), (2, "RETURN", 2, None)]
    path = importer.write(
        "order_items.csv",
        "order,line_no,product,quantity,unit_price,returned_quantity,returned_at",
        "1001,1,A-1,3,3000,0,",
        "1001,2,B-1,2,3500,1,2026-01-20 10:00:00",
    )
    importer.load(path)
    assert importer.rows(events) == [(1, "CANCELLATION", 0, "broken"), (2, "RETURN", 1, None)]


def test_moving_an_order_in_time_changes_the_kind_of_its_returns(importer: Importer) -> None:
    importer.load(write_world(importer))
    importer.load(importer.write("orders.csv", "order_no,ordered_at,status", "1001,2026-01-19 10:00,DELIVERED"))
    assert importer.rows(
        "select i.line_no, r.kind from raw.order_returns r join raw.order_items i on i.id = r.order_item_id order by 1"
    ) == [(1, "CANCELLATION"), (2, "CANCELLATION")]


def test_the_same_files_again_change_nothing(importer: Importer) -> None:
    world = write_world(importer)
    importer.load(world)
    versions = (
        "select 'item', id, row_version from raw.order_items union all"
        " select 'product', id, row_version from raw.products order by 1, 2"
    )
    before = importer.rows(versions)
    again = importer.load(world)
    assert (again.total("loaded"), again.total("unchanged")) == (0, 19)
    assert {file.status for file in again.files} == {"UNCHANGED"}
    assert importer.rows(versions) == before


def test_a_changed_value_updates_its_row_alone(importer: Importer) -> None:
    importer.load(write_world(importer))
    versions = dict(importer.rows("select sku, row_version from raw.products"))
    changed = [line.replace("1300.5", "1400") for line in WORLD["products.csv"]]
    summary = importer.load(importer.write("products.csv", *changed))
    assert (summary.total("loaded"), summary.total("unchanged")) == (1, 1)
    after = dict(importer.rows("select sku, row_version from raw.products"))
    assert after["A-1"] == versions["A-1"]
    assert after["B-1"] > versions["B-1"]
    assert importer.value("select unit_cost from raw.products where sku = 'B-1'") == 1400


def test_the_order_of_lines_and_of_invocations_does_not_matter(importer: Importer) -> None:
    importer.load(write_world(importer))
    expected = contents(importer)
    chance = random.Random(5)
    with importer.engine.begin() as connection:
        connection.exec_driver_sql("truncate raw.import_batches cascade")
    names = sorted(WORLD, reverse=True)  # suppliers, on which all depends, come last
    for name in names:
        header, *lines = WORLD[name]
        chance.shuffle(lines)
        importer.load(importer.write(f"shuffled/{name}", header, *lines))
    assert contents(importer) == expected
    assert importer.rejections() == []
    assert importer.value("select sum(rows_rejected) from raw.import_batches") == 0
    assert importer.value("select sum(rows_loaded) from raw.import_batches") == 19
    assert importer.value("select count(*) from raw.rejected_rows where resolved_at is not null") > 0


def test_a_row_that_waited_does_not_overwrite_what_came_later(importer: Importer) -> None:
    importer.load(importer.write("products.csv", "sku,supplier,unit_cost", "A,S1,1"))
    importer.load(importer.write("products.csv", "sku,supplier,unit_cost", "A,,2"))
    summary = importer.load(importer.write("suppliers.csv", "code", "S1"))
    assert summary.resolved == 0
    assert importer.rows("select sku, unit_cost from raw.products") == [("A", 2)]
    assert importer.rejections() == [("products", 2, "UNKNOWN_REFERENCE")]


def test_rows_with_one_key_and_other_values_are_refused_whatever_their_order(importer: Importer) -> None:
    header, lines = "sku,name", ["A,first", "A,second", "A,first", "B,only"]
    kept = []
    for order in (lines, lines[::-1]):
        summary = importer.load(importer.write("products.csv", header, *order))
        assert summary.by_reason["DUPLICATE_KEY"] in (1, 2)  # which of them is kept decides how many differ from it
        kept.append(importer.rows("select sku, name from raw.products order by 1"))
    assert kept[0] == kept[1]
    assert summary.total("loaded") == 0


ITEM_HEADER = "order,line_no,product,quantity,unit_price,returned_quantity,returned_at"
DIRTY_ITEMS = (
    ("1,1,A,2,10.5,,", None),
    ("1,2,A,two,10,,", "WRONG_TYPE"),
    ('1,3,A,2,"10,50",,', "WRONG_TYPE"),
    ("1,4,A,-99999999999,10,,", "OUT_OF_RANGE"),
    ("1,5,A,0.5,10,,", "WRONG_TYPE"),
    ("1,6,A,99999999999,10,,", "OUT_OF_RANGE"),
    ("1,7,A,2,NaN,,", "WRONG_TYPE"),
    ("1,8,A,2,1e99,,", "OUT_OF_RANGE"),
    ("1,9,Z,2,10,,", "UNKNOWN_REFERENCE"),
    (",10,A,2,10,,", "MISSING_VALUE"),
    ("1,11,A,2,10,3,2026-01-02", "BROKEN_RULE"),
    ("1,12,A,2,10,1,", "BROKEN_RULE"),
    ("1,13,A,2,10,1,0000-01-01", "OUT_OF_RANGE"),
    ("1,14,A,2,10,1,9999-12-31", "OUT_OF_RANGE"),
    ("1,15,A,2,10,1,2026-02-30", "WRONG_TYPE"),
    ("1,16,A,2,10,1,infinity", "WRONG_TYPE"),
    ("1,17,A,2.0,10,1,2024-02-29", None),
    ("1,18,A,2", "BROKEN_RULE"),
    (ITEM_HEADER, "BROKEN_RULE"),
    ("1,19,A,2,10,1,2026-01-02 24:00:00", "WRONG_TYPE"),
)


def test_a_returned_line_that_stands_twice_in_the_file_is_one_return(importer: Importer) -> None:
    importer.load(
        importer.write("products.csv", "sku", "A"), importer.write("orders.csv", "order_no,ordered_at", "1,2026-01-01")
    )
    line = "1,1,A,5,10,2,2026-01-09"
    summary = importer.load(importer.write("order_items.csv", ITEM_HEADER, line, line))
    assert (summary.total("loaded"), summary.total("unchanged")) == (1, 1)
    assert importer.rows("select kind, quantity from raw.order_returns") == [("RETURN", 2)]


def load_dirty_items(importer: Importer) -> ImportSummary:
    importer.load(
        importer.write("products.csv", "sku", "A"), importer.write("orders.csv", "order_no,ordered_at", "1,2026-01-01")
    )
    return importer.load(importer.write("order_items.csv", ITEM_HEADER, *(line for line, _ in DIRTY_ITEMS)))


def test_dirty_values_are_refused_each_with_its_reason(importer: Importer) -> None:
    summary = load_dirty_items(importer)
    assert (summary.total("rows_in"), summary.total("loaded"), summary.total("rejected")) == (20, 2, 18)
    assert importer.rejections() == [
        ("order_items", line_no, reason) for line_no, (_, reason) in enumerate(DIRTY_ITEMS, start=2) if reason
    ]


def test_a_refused_row_is_kept_whole_with_one_sentence(importer: Importer) -> None:
    load_dirty_items(importer)
    assert importer.rows("select message, row from raw.rejected_rows where line_no = 4") == [
        (
            "unit_price is '10,50', which is not an amount with a decimal point, such as 1234.50, at least 0.",
            {
                "order": "1",
                "line_no": "3",
                "product": "A",
                "quantity": "2",
                "unit_price": "10,50",
                "discount_amount": None,
                "returned_quantity": None,
                "returned_at": None,
                "return_reason": None,
                "option": None,
                "status": None,
                "cancelled_at": None,
            },
        )
    ]


def test_an_identical_file_does_not_pile_up_its_refused_rows(importer: Importer) -> None:
    path = importer.write("products.csv", "sku,moq", "A,1", "B,none")
    importer.load(path)
    again = importer.load(path)
    assert again.by_reason == {"WRONG_TYPE": 1}
    assert importer.rejections() == [("products", 3, "WRONG_TYPE")]
    assert importer.value("select count(*) from raw.import_batches") == 2


def test_a_chain_of_replacements_stands_or_falls_together(importer: Importer) -> None:
    summary = importer.load(importer.write("products.csv", "sku,replaced_by", "A,B", "B,C", "C,Z", "D,E", "E,"))
    assert summary.by_reason == {"UNKNOWN_REFERENCE": 3}
    assert importer.rows("select sku from raw.products order by 1") == [("D",), ("E",)]
    later = importer.load(importer.write("products.csv", "sku", "Z"))
    assert (later.resolved, importer.rejections()) == (3, [])


def test_unknown_columns_are_named_and_aliases_understood(importer: Importer) -> None:
    summary = importer.load(importer.write("products.csv", "Product SKU;Colour;Unit-Cost", "A;red;2.5"))
    assert summary.files[0].ignored_columns == ("Colour",)
    assert importer.rows("select sku, unit_cost from raw.products") == [("A", Decimal("2.50"))]


def test_assumptions_are_recorded_and_used(importer: Importer) -> None:
    assume = {"lead-time": "14", "currency": "EUR", "warehouse": "W2"}
    importer.load(
        importer.write("products.csv", "sku", "A"),
        importer.write("inventory.csv", "product,snapshot_at,on_hand", "A,2026-01-01,5"),
        assume=assume,
    )
    assert importer.value("select currency from raw.products") == "EUR"
    assert importer.value("select warehouse_code from raw.inventory") == "W2"
    recorded = importer.value("select assumptions from raw.import_batches where table_name = 'inventory'")
    assert recorded == {
        **assume,
        "inventory.warehouse_code": "W2",
        "inventory.reserved": "0",
        "inventory.in_transit": "0",
    }


@pytest.mark.parametrize(
    "assume", [{"leadtime": "14"}, {"lead-time": "731"}, {"currency": "euro"}, {"lead-time": "-1"}]
)
def test_unusable_assumptions_are_refused(importer: Importer, assume: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(assume))):
        importer.load(importer.write("products.csv", "sku", "A"), assume=assume)


def test_all_formats_carry_the_same_rows(importer: Importer) -> None:
    header, *lines = WORLD["orders.csv"]
    plain = importer.write("orders.csv", header, *lines)
    importer.load(plain)
    folder = importer.folder / "other"
    folder.mkdir()
    (folder / "orders.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    columns = dict(zip(header.split(","), zip(*[line.split(",") for line in lines], strict=True), strict=True))
    instants = pa.array([datetime(2026, 1, 5, 1, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC"))
    table = pa.table({name: list(values) for name, values in columns.items()} | {"ordered_at": instants})
    pq.write_table(table, folder / "orders.parquet")
    with xlsxwriter.Workbook(str(folder / "orders.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header.split(","))
        for number, line in enumerate(lines, start=1):
            sheet.write_row(number, 0, line.split(","))
            sheet.write_number(number, 0, int(line.split(",")[0]))
        sheet.write_datetime(1, 1, datetime(2026, 1, 5, 10), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))  # noqa: DTZ001
    for name in ("orders.csv.gz", "orders.parquet", "orders.xlsx"):
        again = importer.load(folder / name)
        assert (name, again.total("rows_in"), again.total("unchanged")) == (name, 2, 2)


def test_one_table_in_two_files_loads_both(importer: Importer) -> None:
    folder = importer.folder / "both"
    importer.write("both/products.csv", "sku,replaced_by", "A,B")
    pq.write_table(pa.table({"sku": ["B"]}), folder / "products.parquet")
    (folder / "truth").mkdir()
    (folder / "truth" / "orders.csv").write_text("nonsense")
    (folder / "notes.csv").write_text("nonsense")
    summary = importer.load(folder)
    assert [(file.file, file.loaded, file.rejected) for file in summary.files] == [
        ("products.csv", 1, 0),
        ("products.parquet", 1, 0),
    ]
    assert importer.rows("select sku from raw.products order by 1") == [("A",), ("B",)]
