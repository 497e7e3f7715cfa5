"""Rows that a file has twice: equal ones count once, and of different ones with one key one is loaded."""

import itertools

import pytest

from domain.ingestion.summary import ImportSummary
from tests.domain.ingestion.conftest import Importer
from tests.domain.ingestion.test_marketplace_profiles import load

SMARTSTORE = "상품주문번호,주문번호,주문상태,상품명,수량,상품가격,판매자 상품코드,주문일시"
ITEM = "{},1,배송완료,사과,{},100,S,2026-06-15 09:30:11"
CAFE24 = "주문번호,품목별 주문번호,주문일시,주문상태,상품품목코드,주문상품명(기본),수량,판매가"
SOLD = "select coalesce(sum(quantity), 0) from raw.order_items"
TWICE = {
    "stock": ("sku,on hand,warehouse,date", "A,5,W,2026-06-01", "A,7,W,2026-06-01"),
    "products": ("품번,상품명,매입가", "A,사과,100", "A,사과,120"),
    "shopify-inventory": ("Handle,Title,SKU,Location,On hand", "a,Mug,A,Seoul,5", "a,Mug,A,Seoul,7"),
    "smartstore-orders": (SMARTSTORE, ITEM.format(90, 2), ITEM.format(90, 3)),
    "cafe24-orders": (CAFE24, "1,1-1,2026-06-15 09:30,배송중,P,사과,3,10", "1,1-1,2026-06-15 09:30,배송중,P,사과,4,10"),
}
KEYS = {
    "stock": "product and warehouse_code and snapshot_at",
    "products": "sku",
    "shopify-inventory": "product and warehouse_code and snapshot_at",
    "smartstore-orders": "상품주문번호",
    "cafe24-orders": "품목별 주문번호",
}


def of_lines(summary: ImportSummary) -> tuple[int, int, dict[str, int], int]:
    """Of the last table: rows loaded, copies, refused rows by reason, and lines set aside as copies."""
    last = summary.files[-1]
    return last.loaded, last.duplicates, last.by_reason, last.set_aside.get("COPY", 0)


@pytest.mark.parametrize("profile", TWICE)
def test_equal_rows_of_one_key_count_once(importer: Importer, profile: str) -> None:
    header, row, _ = TWICE[profile]
    summary = load(importer, "a.csv", header, row, row, row)
    loaded, duplicates, reasons, copies = of_lines(summary)
    assert (summary.profile, loaded, duplicates + copies, reasons) == (profile, 1, 2, {})
    assert importer.rejections() == []


@pytest.mark.parametrize("profile", TWICE)
def test_of_different_rows_of_one_key_one_is_loaded_whatever_their_order(importer: Importer, profile: str) -> None:
    header, *rows = TWICE[profile]
    table = load(importer, "a.csv", header, *rows, rows[0]).files[-1].table
    state = "select (to_jsonb(t) - '{id,batch_id,row_version,created_at,updated_at,line_no}'::text[])::text"
    kept = importer.rows(f"{state} from raw.{table} t")
    assert len(kept) == 1
    for place, order in enumerate(itertools.permutations([*rows, rows[0]])):
        again = load(importer, f"{place}.csv", header, *order)
        assert again.files[-1].by_reason.keys() == {"DUPLICATE_KEY"}
        assert importer.rows(f"{state} from raw.{table} t") == kept
    assert importer.rows("select distinct reason, message from raw.rejected_rows") == [
        ("DUPLICATE_KEY", f"Another row of the file has the same {KEYS[profile]} and other values.")
    ]


def test_a_repeated_line_says_where_it_is(importer: Importer) -> None:
    summary = load(importer, "a.csv", SMARTSTORE, ITEM.format(90, 2), ITEM.format(91, 2), ITEM.format(90, 2))
    lines = summary.files[-1]
    assert [(line.line, line.reason) for line in lines.lines_set_aside] == [(4, "COPY")]
    assert (lines.rows_in, lines.loaded, lines.set_aside) == (2, 2, {"COPY": 1})
    assert importer.value(SOLD) == 4


def test_lines_that_a_source_does_not_number_are_lines_of_their_own(importer: Importer) -> None:
    header = "Order Number,Order Status,Order Date,SKU,Item Name,Quantity,Item Cost"
    line = "11,completed,2026-06-01 10:00,MUG,Mug,2,20"
    assert of_lines(load(importer, "a.csv", header, line, line)) == (2, 0, {}, 0)
    assert importer.value(SOLD) == 4
    load(importer, "b.csv", SMARTSTORE, ITEM.format("", 1), ITEM.format("", 1))
    assert importer.value(SOLD) == 6
