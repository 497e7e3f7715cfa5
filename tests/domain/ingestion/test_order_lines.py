"""Order lines that change: without numbers, cancelled, emptied, left out, credited, and counted again."""

import pytest

from domain.ingestion.status_words import status_of
from domain.ingestion.summary import ImportSummary
from tests.domain.ingestion.conftest import Importer, contents

COUNTING = """
    select ordering.order_no, product.sku, item.quantity - coalesce(sum(reversal.quantity), 0)
    from raw.order_items as item
    join raw.orders as ordering on ordering.id = item.order_id
    join raw.products as product on product.id = item.product_id
    left join raw.order_returns as reversal on reversal.order_item_id = item.id
    group by ordering.order_no, product.sku, item.id, item.quantity order by 1, 2, item.line_no
"""
HEADER = "order,line_no,product,quantity,unit_price"
UNNUMBERED = "order,product,quantity,unit_price"


@pytest.fixture
def shop(importer: Importer) -> Importer:
    importer.load(
        importer.write("products.csv", "sku", "A", "B"),
        importer.write(
            "orders.csv",
            "order_no,ordered_at,customer_ref",
            "1001,2026-06-01 10:00:00,c1",
            "1002,2026-06-02 10:00:00,c1",
        ),
    )
    return importer


def items(shop: Importer, *lines: str, header: str = HEADER, complete: bool = False) -> ImportSummary:
    path = shop.write("order_items.csv", header, *lines)
    return shop.load(path, complete=["lines"] if complete else [])


def test_a_line_left_out_of_a_complete_file_stops_counting_and_counts_again_when_named(shop: Importer) -> None:
    items(shop, "1001,1,A,5,1000", "1001,2,B,3,1000", "1002,1,B,2,1000")
    partial = items(shop, "1001,1,A,5,1000")
    assert (partial.files[0].removed, shop.rows(COUNTING)[1]) == (0, ("1001", "B", 3))
    complete = items(shop, "1001,1,A,5,1000", complete=True)
    assert complete.files[0].removed == 1
    assert shop.rows(COUNTING) == [("1001", "A", 5), ("1001", "B", 0), ("1002", "B", 2)]
    # It stopped when the newest order was placed: a run of the day before still knows it.
    removed = "select kind, quantity, returned_at at time zone 'Asia/Seoul' from raw.order_returns where quantity > 0"
    assert [(kind, units, str(at)) for kind, units, at in shop.rows(removed)] == [
        ("CANCELLATION", 3, "2026-06-02 10:00:00")
    ]
    again = items(shop, "1001,1,A,5,1000", complete=True)
    assert (again.files[0].removed, again.total("unchanged")) == (0, 1)
    back = items(shop, "1001,2,B,3,1000")
    assert (back.total("loaded"), back.total("unchanged")) == (1, 0)
    assert shop.rows(COUNTING) == [("1001", "A", 5), ("1001", "B", 3), ("1002", "B", 2)]


def test_an_order_with_a_row_that_cannot_be_read_keeps_its_lines(shop: Importer) -> None:
    items(shop, "1001,1,A,5,1000", "1001,2,B,3,1000")
    assert items(shop, "1001,1,A,5,1000", "1001,2,B,three,1000", complete=True).files[0].removed == 0
    assert items(shop, "1001,1,A,5,1000", "1001,2", complete=True).files[0].removed == 0
    assert shop.rows(COUNTING) == [("1001", "A", 5), ("1001", "B", 3)]


def test_zero_units_are_set_aside_and_empty_a_line_that_counted(shop: Importer) -> None:
    items(shop, "1001,1,A,5,1000", "1001,2,B,3,1000")
    emptied = items(shop, "1001,2,B,0,", "1002,7,A,0,1000", "1002,8,NOBODY,0,1000")
    assert (emptied.total("loaded"), emptied.total("unchanged"), emptied.total("rejected")) == (1, 2, 0)
    assert emptied.files[0].set_aside == {"ZERO_QUANTITY": 3}
    assert shop.rows(COUNTING) == [("1001", "A", 5), ("1001", "B", 0)]
    assert items(shop, "1001,2,B,0,").total("unchanged") == 1


def test_a_line_has_a_status_of_its_own(shop: Importer) -> None:
    header = f"{HEADER},status,cancelled_at"
    items(
        shop,
        "1001,1,A,5,1000,취소완료,",
        "1001,2,B,3,1000,배송완료,",
        "1002,1,A,2,1000,,2026-06-05 12:00:00",
        header=header,
    )
    assert shop.rows(COUNTING) == [("1001", "A", 0), ("1001", "B", 3), ("1002", "A", 0)]
    when = "select quantity, (returned_at at time zone 'Asia/Seoul')::text from raw.order_returns order by 1"
    assert shop.rows(when) == [(2, "2026-06-05 12:00:00"), (5, "2026-06-01 10:00:00")]
    items(shop, "1001,1,A,5,1000,결제완료,", header=header)
    assert shop.rows(COUNTING)[0] == ("1001", "A", 5)


def test_lines_without_numbers_keep_those_they_have_in_any_order(shop: Importer) -> None:
    lines = ("1001,A,5,1000", "1001,A,5,1000", "1001,B,3,900", "1001,A,1,800", "1002,B,2,900")
    first = items(shop, *lines, header=UNNUMBERED)
    assert (first.total("loaded"), first.total("unchanged")) == (5, 0)
    numbered = shop.rows("select order_id, line_no, encode(row_hash, 'hex') from raw.order_items order by 1, 2")
    again = items(shop, *reversed(lines), header=UNNUMBERED)
    assert (again.total("loaded"), again.total("unchanged")) == (0, 5)
    assert shop.rows("select order_id, line_no, encode(row_hash, 'hex') from raw.order_items order by 1, 2") == numbered
    changed = items(shop, "1001,B,4,900", "1001,A,9,1000", header=UNNUMBERED)  # the line of B; and of A the first
    assert changed.total("loaded") == 2
    assert shop.value("select count(*) from raw.order_items") == 5
    added = items(shop, *lines, "1001,B,7,900", header=UNNUMBERED)
    assert (added.total("loaded"), added.total("unchanged")) == (3, 3)
    assert shop.rows(
        "select quantity from raw.order_items where order_id in (select id from raw.orders where"
        " order_no = '1001') order by 1"
    ) == [(1,), (3,), (5,), (5,), (7,)]


def test_lines_that_had_numbers_are_found_without_them(shop: Importer) -> None:
    items(shop, "1001,1,A,5,1000", "1001,2,B,3,1000")
    items(shop, "1001,B,4,1000", header=UNNUMBERED)
    assert shop.rows(COUNTING) == [("1001", "A", 5), ("1001", "B", 4)]
    items(shop, "1001,B,4,1000", header=UNNUMBERED, complete=True)
    assert shop.rows(COUNTING) == [("1001", "A", 0), ("1001", "B", 4)]


def test_a_credit_note_takes_back_units_of_its_own_order_first(shop: Importer) -> None:
    items(shop, "1001,1,A,5,1000", "1002,1,A,5,1000")
    credited = items(shop, "1001,9,A,-2,1000")
    assert (credited.total("loaded"), credited.total("rejected")) == (1, 0)
    assert shop.rows(COUNTING) == [("1001", "A", 3), ("1002", "A", 5)]
    assert items(shop, "1001,9,A,-2,1000").total("unchanged") == 1
    items(shop, "1001,9,A,-3,1000")  # corrected
    assert shop.rows(COUNTING) == [("1001", "A", 2), ("1002", "A", 5)]


def test_a_credit_note_as_an_order_of_its_own_waits_for_the_sale_of_its_customer(shop: Importer) -> None:
    shop.load(
        shop.write(
            "orders.csv", "order_no,ordered_at,customer_ref", "CN1,2026-06-20 10:00:00,c1", "CN2,2026-06-20 10:00:00,c2"
        )
    )
    waiting = items(shop, "CN1,1,A,-2,1000", "CN2,1,A,-1,1000")
    assert waiting.by_reason == {"UNMATCHED_RETURN": 2}
    assert not waiting.is_refused
    sale = items(shop, "1001,1,A,5,1000")
    assert sale.resolved == 1
    assert shop.rows(COUNTING) == [("1001", "A", 3)]
    assert shop.rows("select kind, quantity from raw.order_returns") == [("RETURN", 2)]
    assert shop.rejections() == [("order_items", 3, "UNMATCHED_RETURN")]
    assert shop.rows(
        "select rows_loaded, rows_rejected from raw.import_batches where rows_in = 2 and table_name = 'order_items'"
    ) == [(1, 1)]


def test_credit_notes_come_to_the_same_in_any_order_of_files(shop: Importer) -> None:
    lines = ("1001,1,A,5,1000", "1002,1,A,4,1000", "1002,2,A,-4,1000", "1002,3,A,-1,1000")
    items(shop, *lines)
    expected, counting = contents(shop), shop.rows(COUNTING)
    assert counting == [("1001", "A", 4), ("1002", "A", 0)]
    with shop.engine.begin() as connection:
        connection.exec_driver_sql("truncate raw.order_items, raw.reversals, raw.rejected_rows cascade")
    for line in reversed(lines):
        items(shop, line)
    assert shop.rows(COUNTING) == counting
    assert {**contents(shop), "reversals": []} == {**expected, "reversals": []}


def test_status_words_never_lose_an_order(shop: Importer) -> None:
    header = "order_no,ordered_at,status"
    path = shop.write("orders.csv", header, "1,2026-06-01,배송완료", "2,2026-06-01,refunded", "3,2026-06-01,출고 보관")
    summary = shop.load(path)
    assert (summary.total("loaded"), summary.files[0].unknown_statuses) == (3, {"출고 보관": 1})
    statuses = "select status from raw.orders where order_no in ('1', '2', '3') order by order_no"
    assert shop.rows(statuses) == [("DELIVERED",), ("CANCELLED",), ("PLACED",)]
    shop.load(path, status_words={"출고보관": "SHIPPED"})
    assert shop.rows(statuses) == [("DELIVERED",), ("CANCELLED",), ("SHIPPED",)]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("결제완료", "PAID"),
        ("배송준비중", "PAID"),
        ("배송 중", "SHIPPED"),
        ("구매확정", "DELIVERED"),
        ("반품완료", "CANCELLED"),
        ("On-Hold", "PAID"),
        ("pending", "PLACED"),
        ("partially_refunded", "PAID"),
        ("Voided", "CANCELLED"),
        ("Fulfilled", "SHIPPED"),
        ("Shipped - Delivered to Buyer", "DELIVERED"),
        ("delivered", "DELIVERED"),
        ("somewhere", None),
    ],
)
def test_words_of_sources(word: str, status: str | None) -> None:
    assert status_of(word) == status
    assert status_of(word, {word.upper(): "PLACED"}) == "PLACED"
