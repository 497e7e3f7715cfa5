"""What was ordered elsewhere: deliveries in parts, awaited ones, and rows that contradict themselves."""

from datetime import date

import pytest

from tests.domain.ingestion.conftest import Importer

HEADER = "reference,product,delivery_no,supplier,ordered_on,due_on,quantity,received_quantity,received_on,closed_on"
STORED = (
    "select reference, p.sku, delivery_no, quantity, received_quantity, received_on from raw.purchase_history h"
    " join raw.products p on p.id = h.product_id order by 1, 2, 3"
)


@pytest.fixture
def shop(importer: Importer) -> Importer:
    """With a supplier and two products."""
    importer.load(importer.write("suppliers.csv", "code", "S"), importer.write("products.csv", "sku", "A", "B"))
    return importer


def test_a_line_in_two_parts_is_two_deliveries_each_with_its_day(shop: Importer) -> None:
    shop.load(
        shop.write(
            "purchase_history.csv",
            HEADER,
            "PO1,A,1,S,2026-01-02,2026-01-10,60,60,2026-01-09,",
            "PO1,A,2,S,2026-01-02,2026-01-10,40,,2026-01-20,",
            "PO1,B,1,S,2026-01-02,,5,,,",
        )
    )
    assert shop.rows(STORED) == [
        ("PO1", "A", 1, 60, 60, date(2026, 1, 9)),
        ("PO1", "A", 2, 40, 40, date(2026, 1, 20)),
        ("PO1", "B", 1, 5, 0, None),
    ]


def test_an_arrival_changes_the_row_that_awaited_it(shop: Importer) -> None:
    """Also where the order has no number: nothing that the arrival changes is part of the one that is made."""
    header = "Line No,SKU,Supplier Code,Ordered On,Quantity,Received On"
    shop.load(shop.write("purchase_history.csv", header, "1,A,S,2026-01-02,10,", "2,A,S,2026-01-02,4,"))
    shop.load(shop.write("purchase_history.csv", header, "1,A,S,2026-01-02,12,2026-01-09"))
    found = shop.rows(STORED)
    assert [row[1:] for row in found] == [("A", 1, 12, 12, date(2026, 1, 9)), ("A", 2, 4, 0, None)]
    assert {row[0][:5] for row in found} == {"made:"}
    recorded = shop.value(
        "select assumptions from raw.import_batches where table_name = 'purchase_history' order by id limit 1"
    )
    assert recorded["purchase_history.reference"] == "made from supplier, product and ordered_on, where there is none"


DIRTY = (
    ("PO1,A,1,S,2026-01-02,,10,12,2026-01-05,", None),  # suppliers do send more than was ordered
    ("PO2,A,1,S,2026-01-02,,10,4,2026-01-05,", None),
    ("PO3,A,1,S,2026-01-02,,0,,,", "OUT_OF_RANGE"),
    ("PO3,A,0,S,2026-01-02,,1,,,", "OUT_OF_RANGE"),
    ("PO3,A,1,S,2026-01-02,,1,-1,,", "OUT_OF_RANGE"),
    ("PO3,A,1,S,2026-02-30,,1,,,", "WRONG_TYPE"),
    ("PO3,A,1,S,,,1,,,", "MISSING_VALUE"),
    ("PO3,A,1,,2026-01-02,,1,,,", "MISSING_VALUE"),
    ("PO3,Z,1,S,2026-01-02,,1,,,", "UNKNOWN_REFERENCE"),
    ("PO3,A,1,Z,2026-01-02,,1,,,", "UNKNOWN_REFERENCE"),
    ("PO3,A,1,S,2026-01-02,2026-01-01,1,,,", "BROKEN_RULE"),
    ("PO3,A,1,S,2026-01-02,,1,1,2026-01-01,", "BROKEN_RULE"),
    ("PO3,A,1,S,2026-01-02,,1,,,2026-01-01", "BROKEN_RULE"),
    ("PO3,A,1,S,2026-01-02,,5,3,,", "BROKEN_RULE"),
    ("PO3,A,1,S,2026-01-02,,5,0,2026-01-05,", "BROKEN_RULE"),
)


def test_rows_that_contradict_themselves_are_refused_each_with_its_reason(shop: Importer) -> None:
    summary = shop.load(shop.write("purchase_history.csv", HEADER, *(line for line, _ in DIRTY)))
    assert (summary.total("loaded"), summary.total("rejected")) == (2, 13)
    assert shop.rejections() == [
        ("purchase_history", line_no, reason) for line_no, (_, reason) in enumerate(DIRTY, start=2) if reason
    ]


def test_one_delivery_told_in_two_ways_is_refused(shop: Importer) -> None:
    lines = ("PO1,A,,S,2026-01-02,,60,,2026-01-09,", "PO1,A,,S,2026-01-02,,40,,2026-01-20,")
    summary = shop.load(shop.write("purchase_history.csv", HEADER, *lines))
    assert summary.by_reason == {"DUPLICATE_KEY": 1}


def test_deliveries_wait_for_their_supplier(importer: Importer) -> None:
    importer.load(importer.write("products.csv", "sku", "A"))
    importer.load(importer.write("purchase_history.csv", HEADER, "PO1,A,1,S,2026-01-02,,10,,2026-01-05,"))
    assert importer.rejections() == [("purchase_history", 2, "UNKNOWN_REFERENCE")]
    importer.load(importer.write("suppliers.csv", "code", "S"))
    assert importer.rejections() == []
    assert importer.rows(STORED) == [("PO1", "A", 1, 10, 10, date(2026, 1, 5))]
