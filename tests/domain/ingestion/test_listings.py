"""Codes of channels: what they draw, corrected later, and codes that wait."""

import pytest

from tests.domain.ingestion.conftest import Importer

DRAWN = """
    select ordering.order_no, product.sku, item.quantity, item.units_per_item
    from raw.order_items as item
    join raw.orders as ordering on ordering.id = item.order_id
    join raw.products as product on product.id = item.product_id order by 1, 2
"""
LISTINGS = "channel,code,option,sku,units"
ITEMS = "order,line_no,product,option,quantity,unit_price"


@pytest.fixture
def shop(importer: Importer) -> Importer:
    importer.load(
        importer.write("products.csv", "sku", "A", "B", "P3"),
        importer.write(
            "orders.csv", "order_no,ordered_at,channel", "1,2026-06-01,naver", "2,2026-06-20,coupang", "3,2026-06-25,"
        ),
    )
    return importer


def test_the_channels_listing_comes_before_that_of_all_and_before_the_sku(shop: Importer) -> None:
    shop.load(
        shop.write("listings.csv", LISTINGS, "naver,P3,,A,3", ",P3,,A,2", "coupang,P3,red,B,1"),
        shop.write("order_items.csv", ITEMS, "1,1,P3,,2,9000", "2,1,P3,blue,1,9000", "2,2,P3,red,1,9000", "3,1,B,,1,1"),
    )
    assert shop.rows(DRAWN) == [("1", "A", 2, 3), ("2", "A", 1, 2), ("2", "B", 1, 1), ("3", "B", 1, 1)]


def test_a_corrected_listing_changes_its_lines_all_or_from_a_day_on(shop: Importer) -> None:
    lines = ("1,1,P3,,2,9000", "2,1,P3,,1,9000")
    shop.load(shop.write("order_items.csv", ITEMS, *lines))
    assert shop.rows(DRAWN) == [("1", "P3", 2, 1), ("2", "P3", 1, 1)]
    shop.load(shop.write("listings.csv", LISTINGS, ",P3,,A,2"))
    assert shop.rows(DRAWN) == [("1", "A", 2, 2), ("2", "A", 1, 2)]
    shop.load(shop.write("listings.csv", LISTINGS, ",P3,,A,3"))
    assert shop.rows(DRAWN) == [("1", "A", 2, 3), ("2", "A", 1, 3)]
    shop.load(shop.write("listings.csv", f"{LISTINGS},valid_from", ",P3,,B,4,2026-06-10"))
    assert shop.rows(DRAWN) == [("1", "A", 2, 3), ("2", "B", 1, 4)]
    again = shop.load(shop.write("order_items.csv", ITEMS, *lines))
    assert again.total("unchanged") == 2
    assert shop.rows(DRAWN) == [("1", "A", 2, 3), ("2", "B", 1, 4)]


def test_unknown_codes_wait_for_their_listing(shop: Importer) -> None:
    waiting = shop.load(shop.write("order_items.csv", ITEMS, "1,1,88-001,,2,9000", "2,1,88-001,,1,9000"))
    assert waiting.by_reason == {"UNKNOWN_REFERENCE": 2}
    matched = shop.load(shop.write("listings.csv", LISTINGS, "naver,88-001,,A,3"))
    assert matched.resolved == 1
    assert shop.rows(DRAWN) == [("1", "A", 2, 3)]
    assert shop.rejections() == [("order_items", 3, "UNKNOWN_REFERENCE")]


def test_a_listing_of_several_products_is_refused(shop: Importer) -> None:
    summary = shop.load(shop.write("listings.csv", LISTINGS, ",SET,,A,1", ",SET,,B,1"))
    assert summary.by_reason == {"DUPLICATE_KEY": 1}


@pytest.mark.parametrize(
    ("word", "is_stocked"), [("", True), ("yes", True), ("예", True), ("N", False), ("아니오", False), ("0", False)]
)
def test_products_say_in_words_whether_they_are_stocked(importer: Importer, word: str, is_stocked: bool) -> None:
    importer.load(importer.write("products.csv", "sku,is_stocked,barcode", f"TIP,{word},8801234567893"))
    assert importer.rows("select is_stocked, barcode from raw.products") == [(is_stocked, "8801234567893")]


def test_products_left_out_of_the_whole_stock_of_a_warehouse_have_none(shop: Importer) -> None:
    header = "product,warehouse_code,snapshot_at,on_hand"
    stock = ("A,W1,2026-06-01,5", "B,W1,2026-06-01,6", "B,W2,2026-06-01,7")
    shop.load(shop.write("inventory.csv", header, *stock), complete=["stock"])
    second = shop.write("inventory.csv", header, "A,W1,2026-06-02,4")
    assert shop.load(second, complete=["stock"]).files[0].removed == 1
    newest = """
        select distinct on (sku, warehouse_code) sku, warehouse_code, on_hand from raw.inventory
        join raw.products as product on product.id = product_id order by 1, 2, snapshot_at desc
    """
    assert shop.rows(newest) == [("A", "W1", 4), ("B", "W1", 0), ("B", "W2", 7)]
    assert shop.load(second, complete=["stock"]).files[0].removed == 0
