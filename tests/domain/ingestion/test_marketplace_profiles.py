"""Raw exports of shops and marketplaces, in their layouts and with their oddities: loaded with the right values."""

import pytest
import xlsxwriter

from domain.ingestion.summary import ImportSummary
from tests.domain.ingestion.conftest import Importer

ORDERS = (
    "select order_no, channel, o.status, to_char(ordered_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')"
    " from raw.orders o order by 1"
)
LINES = (
    "select order_no, sku, quantity, unit_price::float, coalesce(i.status, o.status) from raw.order_items i"
    " join raw.orders o on o.id = i.order_id join raw.products p on p.id = i.product_id order by 1, 2, 3"
)


def load(importer: Importer, name: str, *lines: str) -> ImportSummary:
    """Import a text file that is recognised by its columns."""
    return importer.load(importer.write(name, *lines), profile=None)


SHOPIFY = (
    "Name,Financial Status,Paid at,Fulfillment Status,Currency,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Cancelled at,"
    "Refunded Amount,Vendor,Source,Lineitem discount"
)


def test_shopify_orders(importer: Importer) -> None:
    summary = load(
        importer,
        "orders_export_1.csv",
        SHOPIFY,
        "#1001,paid,2023-11-04 12:19:55 -0700,fulfilled,USD,2023-11-04 12:19:55 -0700,1,Bracelet A,14.99,,true,,0.00,"
        "X,web,0.00",
        "#1001,,,,,2023-11-04 12:19:55 -0700,1,Tip,2.25,,false,,,X,,0.00",
        "#1001,,,,,2023-11-04 12:19:55 -0700,2,Earrings - Red / S,35.00,EAR-R-S,true,,,X,,5.00",
        "#1000,refunded,2023-10-31 04:13:03 -0700,fulfilled,USD,2023-10-31 04:13:03 -0700,2,Earrings - Red / S,35.00,"
        "EAR-R-S,true,2023-11-01 09:00:00 -0700,70.00,X,web,0.00",
        "#0999,pending,,,USD,2023-10-30 10:00:00 -0700,1,Gift wrapping,4.00,,true,,0.00,X,web,0.00",
    )
    assert summary.profile == "shopify-orders"
    assert importer.rows(ORDERS) == [
        ("#0999", "Shopify", "PLACED", "2023-10-30 17:00"),
        ("#1000", "Shopify", "CANCELLED", "2023-10-31 11:13"),
        ("#1001", "Shopify", "SHIPPED", "2023-11-04 19:19"),
    ]
    assert importer.rows(LINES) == [
        ("#0999", "Gift wrapping", 1, 4.0, "PLACED"),
        ("#1000", "EAR-R-S", 2, 35.0, "CANCELLED"),
        ("#1001", "Bracelet A", 1, 14.99, "SHIPPED"),
        ("#1001", "EAR-R-S", 2, 35.0, "SHIPPED"),
        ("#1001", "Tip", 1, 2.25, "SHIPPED"),
    ]
    assert importer.rows("select sku, is_stocked, currency from raw.products order by 1") == [
        ("Bracelet A", True, "USD"),
        ("EAR-R-S", True, "USD"),
        ("Gift wrapping", False, "USD"),
        ("Tip", False, "USD"),
    ]
    assert importer.rejections() == []


def test_a_line_that_left_a_shopify_order_stops_counting(importer: Importer) -> None:
    first = "#1,paid,,,USD,2026-06-01 10:00:00 +0900,{},{},1.00,,true,,0.00,X,web,0.00"
    load(importer, "day1.csv", SHOPIFY, first.format(5, "A"), first.format(3, "B"))
    second = load(importer, "day2.csv", SHOPIFY, first.format(5, "A"))
    assert {file.table: file.removed for file in second.files} == {"products": 0, "orders": 0, "order_items": 1}
    assert importer.rows(
        "select sku, i.quantity - coalesce(r.quantity, 0) from raw.order_items i"
        " join raw.products p on p.id = i.product_id left join raw.order_returns r on r.order_item_id = i.id order by 1"
    ) == [("A", 5), ("B", 0)]


def test_shopify_products_and_inventory(importer: Importer) -> None:
    products = importer.write(
        "products_export.csv",
        "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
        "Variant Requires Shipping,Cost per item,Image Src",
        "ear,Earrings,<p>x</p>,X,Jewellery,Size,S,EAR-S,35.00,true,12.50,http",
        "ear,,,,,,L,EAR-L,36.00,true,13.00,",
        "ear,,,,,,,,,,,http",
        "book,E-book,,X,Books,Title,Default Title,EBOOK,9.00,false,,",
    )
    stock = importer.write(
        "inventory_export.csv",
        "Handle,Title,Option1 Name,Option1 Value,SKU,Location,Incoming,Unavailable,Committed,Available,On hand",
        "ear,Earrings,Size,S,EAR-S,Seoul,5,0,2,8,10",
        "ear,Earrings,Size,L,EAR-L,Seoul,0,0,0,not stocked,not stocked",
    )
    importer.load(stock, products, profile=None)
    assert importer.rows(
        "select sku, name, category, unit_cost::float, list_price::float, is_stocked from raw.products order by 1"
    ) == [
        ("EAR-L", "Earrings - L", "Jewellery", 13.0, 36.0, True),
        ("EAR-S", "Earrings - S", "Jewellery", 12.5, 35.0, True),
        ("EBOOK", "E-book", "Books", None, 9.0, False),
    ]
    assert importer.rows(
        "select sku, warehouse_code, on_hand, reserved, in_transit from raw.inventory"
        " join raw.products p on p.id = product_id"
    ) == [("EAR-S", "Seoul", 10, 2, 5)]


def test_amazon_sale_report_without_skus(importer: Importer) -> None:
    summary = load(
        importer,
        "Amazon Sale Report.csv",
        "index,Order ID,Date,Status,Category,Size,Qty,currency,Amount",
        "0,405-1,04-30-22,Cancelled,T-shirt,S,0,INR,647.62",
        "1,171-2,04-13-2022,Shipped - Delivered to Buyer,Shirt,3XL,2,INR,812",
        "2,404-3,04-30-22,Shipped - Returned to Seller,Shirt,XL,1,,",
    )
    assert summary.profile == "amazon-sale-report"
    assert importer.rows(ORDERS) == [
        ("171-2", "Amazon", "DELIVERED", "2022-04-12 15:00"),
        ("404-3", "Amazon", "CANCELLED", "2022-04-29 15:00"),
        ("405-1", "Amazon", "CANCELLED", "2022-04-29 15:00"),
    ]
    assert importer.rows(LINES) == [
        ("171-2", "Shirt-3XL", 2, 406.0, "DELIVERED"),
        ("404-3", "Shirt-XL", 1, 0.0, "CANCELLED"),
    ]
    assert importer.rejections() == []


def test_amazon_flat_file(importer: Importer) -> None:
    header = (
        "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
        "sales-channel\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\titem-promotion-discount"
    )
    load(
        importer,
        "orders.txt",
        header,
        "1-A\t\t2026-06-01T10:00:00+00:00\t\tShipped\tAmazon\tAmazon.de\tMug\tMUG\tB0\tShipped\t3\tEUR\t30.00\t3.00",
        "1-A\t\t2026-06-01T10:00:00+00:00\t\tShipped\tAmazon\tAmazon.de\tPot\tPOT\tB1\tCancelled\t0\t\t\t",
        "1-B\t\t2026-06-02T10:00:00+00:00\t\tPending\tAmazon\tAmazon.de\tMug\tMUG\tB0\tUnshipped\t1\tEUR\t10.00\t",
    )
    assert importer.rows(ORDERS) == [
        ("1-A", "Amazon.de", "SHIPPED", "2026-06-01 10:00"),
        ("1-B", "Amazon.de", "PLACED", "2026-06-02 10:00"),
    ]
    assert importer.rows(LINES) == [("1-A", "MUG", 3, 10.0, "SHIPPED"), ("1-B", "MUG", 1, 10.0, "PAID")]


def test_smartstore_workbook_below_a_notice(importer: Importer) -> None:
    header = "상품주문번호,주문번호,판매채널,구매자명,주문상태,클레임상태,상품번호,상품명,옵션정보"
    header += ",수량,상품가격,판매자 상품코드,주문일시"
    order = "{},2026061500001,스마트스토어,김,{},{},90,{},{},{},12900,{},2026-06-15 09:30:11"
    lines = (
        order.format(1, "배송완료", "", "사과", "크기: 대", 2, "S-1"),
        order.format(2, "취소", "취소완료", "배", "", 1, "S-2"),
    )
    with xlsxwriter.Workbook(str(importer.folder / "스마트스토어.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["다운로드 받은 파일의 개인정보는 안전하게 관리해 주세요."])
        for place, line in enumerate((header, *lines), start=1):
            sheet.write_row(place, 0, line.split(","))
    summary = importer.load(importer.folder / "스마트스토어.xlsx", profile=None)
    assert summary.profile == "smartstore-orders"
    assert importer.rows(ORDERS) == [("2026061500001", "스마트스토어", "DELIVERED", "2026-06-15 00:30")]
    assert importer.rows(LINES) == [
        ("2026061500001", "S-1", 2, 12900.0, "DELIVERED"),
        ("2026061500001", "S-2", 1, 12900.0, "CANCELLED"),
    ]
    assert importer.rows("select sku, name from raw.products order by 1") == [("S-1", "사과 - 크기: 대"), ("S-2", "배")]


def test_coupang_delivery_list(importer: Importer) -> None:
    header = "번호,묶음배송번호,주문번호,주문일,등록상품명,등록옵션명,옵션ID,업체상품코드,결제액,"
    header += "구매수(수량),옵션판매가(판매단가),취소여부"
    summary = load(
        importer,
        "DeliveryList.csv",
        header,
        "1,700,9001,2026-06-15 9:05:11,사과,대,881,AP-L,25800,2,12900,N",
        "2,701,9001,2026-06-15 9:05:11,배,중,882,,9900,1,9900,Y",
        "3,702,9002,2026-06-16 23:05:11,배,중,882,,9900,1,9900,N",
    )
    assert summary.profile == "coupang-orders"
    assert importer.rows(ORDERS) == [
        ("9001", "쿠팡", "PLACED", "2026-06-15 00:05"),
        ("9002", "쿠팡", "PLACED", "2026-06-16 14:05"),
    ]
    assert importer.rows(LINES) == [
        ("9001", "882", 1, 9900.0, "CANCELLED"),
        ("9001", "AP-L", 2, 12900.0, "PLACED"),
        ("9002", "882", 1, 9900.0, "PLACED"),
    ]


def test_cafe24_orders_in_cp949(importer: Importer) -> None:
    text = (
        "주문번호,품목별 주문번호,주문일시,주문상태,상품품목코드,주문상품명(기본),상품옵션(기본),수량,판매가\n"
        "20260615-0000773,20260615-0000773-01,2026-06-15 09:30,배송중,P000A,사과,색상=빨강,3,1000\n"
        "20260615-0000773,20260615-0000773-02,2026-06-15 09:30,배송중,P000B,배,,1,2500\n"
    )
    (importer.folder / "cafe24.csv").write_bytes(text.encode("cp949"))
    summary = importer.load(importer.folder / "cafe24.csv", profile=None)
    assert summary.profile == "cafe24-orders"
    assert importer.rows(ORDERS) == [("20260615-0000773", "Cafe24", "SHIPPED", "2026-06-15 00:30")]
    assert importer.rows(LINES) == [
        ("20260615-0000773", "P000A", 3, 1000.0, "SHIPPED"),
        ("20260615-0000773", "P000B", 1, 2500.0, "SHIPPED"),
    ]


def test_woocommerce_orders_and_products(importer: Importer) -> None:
    products = importer.write(
        "wc-product-export.csv",
        "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Stock,Regular price,Categories",
        "1,variable,SHIRT,Shirt,1,0,visible,,,Clothes",
        '2,variation,SHIRT-S,"Shirt - S",1,0,visible,7,20,Clothes',
        '3,"simple, virtual",COURSE,Course,1,0,visible,,50,Services',
    )
    orders = importer.write(
        "orders.csv",
        "Order Number,Order Status,Order Date,Order Currency,SKU,Item Name,Quantity,Item Cost",
        "11,completed,2026-06-01 10:00,EUR,SHIRT-S,Shirt - S,2,20",
        "11,completed,2026-06-01 10:00,EUR,COURSE,Course,1,50",
        "12,failed,2026-06-02 10:00,EUR,SHIRT-S,Shirt - S,1,20",
    )
    importer.load(orders, products, profile=None)
    assert importer.rows("select sku, is_stocked from raw.products order by 1") == [
        ("COURSE", False),
        ("SHIRT-S", True),
    ]
    assert importer.rows(LINES) == [
        ("11", "COURSE", 1, 50.0, "DELIVERED"),
        ("11", "SHIRT-S", 2, 20.0, "DELIVERED"),
        ("12", "SHIRT-S", 1, 20.0, "CANCELLED"),
    ]
    assert importer.rows("select on_hand from raw.inventory") == [(7,)]


def test_order_sheet_of_several_marketplaces(importer: Importer) -> None:
    summary = load(
        importer,
        "확장주문검색.csv",
        "관리번호,판매처,주문번호,주문일,상태,CS,상품코드,상품명,옵션,주문수량,판매가",
        "1,쿠팡,C-1,2026/06/15,송장,정상,AP-L,사과,대,2,12900",
        "2,11번가,E-1,2026/06/15,배송,배송전취소,AP-L,사과,대,1,12900",
        "3,11번가,E-2,2026/06/15,배송외,정상,PE,배,,1,9900",
    )
    assert summary.profile == "order-sheet"
    assert importer.rows(LINES) == [
        ("C-1", "AP-L", 2, 12900.0, "PAID"),
        ("E-1", "AP-L", 1, 12900.0, "CANCELLED"),
        ("E-2", "PE", 1, 9900.0, "PAID"),
    ]


@pytest.mark.parametrize("name", ["orders.csv", "whatever.csv"])
def test_canonical_files_are_known_by_their_header(importer: Importer, name: str) -> None:
    summary = load(importer, name, "order_no,ordered_at,status", "1,2026-06-01,배송완료", "2,2026-06-02,요상한상태")
    assert [(file.table, file.profile, file.unknown_statuses) for file in summary.files] == [
        ("orders", "canonical", {"요상한상태": 1})
    ]
    assert [status for _, _, status, _ in importer.rows(ORDERS)] == ["DELIVERED", "PLACED"]
