"""Names that look alike are the same: blanks of any kind around and within them don't count, in any source."""

import pytest

from domain.ingestion.lines import with_single_blanks
from tests.domain.ingestion.conftest import Importer
from tests.domain.ingestion.test_marketplace_profiles import SHOPIFY, load

NARROW, WIDE, NONE = "\u202f", "\u3000", "\u200b"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("T-shirt  S", "T-shirt S"),
        (" 머그\u00a0컵\t대 ", "머그 컵 대"),
        (f"\ufeffMug{NARROW}{WIDE} red{NONE}", "Mug red"),
        ("two\r\nlines", "two lines"),
        ("👩\u200d🍳 mug", "👩\u200d🍳 mug"),
        (" \t ", ""),
    ],
)
def test_blanks_of_any_kind_are_one(text: str, name: str) -> None:
    assert with_single_blanks(text) == name


def test_options_that_are_joined_and_written_out_name_one_product(importer: Importer) -> None:
    order = "#1,paid,,,USD,2026-06-01 10:00:00 +0900,2,{},1.00,,true,,0.00,Han  Bit,web,0.00"
    load(importer, "orders.csv", SHOPIFY, order.format("T-shirt  S "), order.format("T-shirt\u00a0S"))
    load(
        importer,
        "products_export.csv",
        "Handle,Title,Vendor,Type,Option1 Value,Variant SKU,Variant Price,Cost per item",
        f"t,T-shirt,Han{WIDE}Bit,Shirts  and tops,S  / M,,9.00,",
    )
    assert importer.rows("select sku, name, brand, category from raw.products order by 1") == [
        ("T-shirt - S / M", "T-shirt - S / M", "Han Bit", "Shirts and tops"),
        ("T-shirt S", "T-shirt S", "Han Bit", None),
    ]
    assert importer.value("select sum(quantity) from raw.order_items") == 4


def test_channels_options_and_suppliers_are_matched_by_eye(importer: Importer) -> None:
    load(
        importer,
        "sheet.csv",
        "판매처,주문번호,주문일,상태,상품코드,상품명,옵션,주문수량,판매가",
        "11번가  본점,1,2026-06-01,배송,A  1,사과,크기 :  대,1,10",
        "11번가\u00a0본점,2,2026-06-01,배송,A 1,사과,크기 : 대,1,10",
    )
    load(importer, "products.csv", "sku,상품명,거래처", "A 1,사과  박스,한빛  상사", "B,배,한빛\u00a0상사")
    assert importer.rows("select distinct channel from raw.orders") == [("11번가 본점",)]
    assert importer.rows("select distinct option from raw.order_items") == [("크기 : 대",)]
    assert importer.rows("select code from raw.suppliers") == [("한빛 상사",)]
    assert importer.rows("select sku, name from raw.products order by 1") == [("A 1", "사과 박스"), ("B", "배")]


def test_canonical_files_and_descriptions_of_sales_follow_the_same_rule(importer: Importer) -> None:
    importer.load(importer.write("suppliers.csv", "code,name", "S  1,Han\u00a0 Bit"))
    importer.load(importer.write("products.csv", "sku,name,supplier", "A,Mug   red,S 1"))
    assert importer.rows(
        "select s.code, s.name, p.name from raw.products p join raw.suppliers s on s.id = supplier_id"
    ) == [("S 1", "Han Bit", "Mug red")]
    retail = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
    line = "48943{},85048,{},12,2009-12-01 07:45,6.95,13085,France"
    path = importer.write("r.csv", retail, line.format(1, "MUG  RED "), line.format(2, "MUG RED"), line.format(3, "A"))
    importer.load(path, profile="online-retail-ii")
    assert importer.value("select name from raw.products where sku = '85048'") == "MUG RED"
