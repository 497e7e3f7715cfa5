"""A small file of each source that a profile knows, as its header and a few rows: what broken files are made of."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

Row = Sequence[str]
COUNT = 8
"""Rows of each sample."""


def _rows(header: str, row: str, delimiter: str = ",") -> tuple[Row, ...]:
    """A header and rows of a template; `{n}` counts from 1."""
    lines = [header, *[row.format(n=number) for number in range(1, COUNT + 1)]]
    return tuple(tuple(line.split(delimiter)) for line in lines)


SAMPLES: Mapping[str, tuple[Row, ...]] = MappingProxyType(
    {
        "sales": _rows("판매일,상품코드,상품명,수량,판매가,재고", "2026-06-0{n},K-{n},머그컵 {n},{n},12900,50"),
        "stock": _rows("상품코드,상품명,재고,창고,기준일자", "K-{n},머그컵 {n},{n}0,본사,2026-06-0{n}"),
        "products": _rows(
            "품번,상품명,매입가,판매가,거래처,리드타임,최소발주수량,입수", "K-{n},머그컵 {n},7{n}00,12900,한빛,14,{n},6"
        ),
        "shopify-orders": _rows(
            "Name,Financial Status,Fulfillment Status,Currency,Created at,Lineitem quantity,Lineitem name,"
            "Lineitem price,Lineitem sku,Lineitem requires shipping,Cancelled at,Source",
            "#100{n},paid,fulfilled,USD,2026-06-0{n} 12:19:55 -0700,{n},Café mug {n},14.99,MUG-{n},true,,web",
        ),
        "shopify-products": _rows(
            "Handle,Title,Vendor,Type,Option1 Value,Variant SKU,Variant Price,Variant Requires Shipping,Cost per item",
            "mug-{n},Café mug {n},Hanbit,Kitchen,S,MUG-{n},35.00,true,12.50",
        ),
        "shopify-inventory": _rows(
            "Handle,Title,Option1 Value,SKU,Location,Incoming,Unavailable,Committed,Available,On hand",
            "mug-{n},Café mug {n},S,MUG-{n},Seoul,5,0,2,{n},1{n}",
        ),
        "woocommerce-orders": _rows(
            "Order Number,Order Status,Order Date,Order Currency,SKU,Item Name,Quantity,Item Cost",
            "1{n},completed,2026-06-0{n} 10:00,EUR,MUG-{n},Café mug {n},{n},20",
        ),
        "woocommerce-products": _rows(
            "ID,Type,SKU,Name,Published,Visibility in catalog,Stock,Regular price,Categories",
            "{n},simple,MUG-{n},Café mug {n},1,visible,{n},20.5,Kitchen",
        ),
        "amazon-orders": _rows(
            "amazon-order-id\tpurchase-date\torder-status\tsales-channel\tproduct-name\tsku\titem-status\tquantity\t"
            "currency\titem-price",
            "114-{n}\t2026-06-0{n}T10:00:00+00:00\tShipped\tAmazon.de\tCafé mug {n}\tMUG-{n}\tShipped\t{n}\tEUR\t30.00",
            "\t",
        ),
        "amazon-sale-report": _rows(
            "index,Order ID,Date,Status,Category,Size,Qty,currency,Amount",
            "{n},405-{n},04-1{n}-2022,Shipped - Delivered to Buyer,Café shirt {n},3XL,{n},INR,812.5",
        ),
        "smartstore-orders": _rows(
            "상품주문번호,주문번호,판매채널,주문상태,클레임상태,상품명,옵션정보,수량,상품가격,판매자 상품코드,주문일시",
            "{n},202606150{n},스마트스토어,배송완료,,사과 {n},크기: 대,{n},12900,S-{n},2026-06-0{n} 09:30:11",
        ),
        "coupang-orders": _rows(
            "번호,묶음배송번호,주문번호,주문일,등록상품명,등록옵션명,옵션ID,업체상품코드,결제액,구매수(수량),취소여부",
            "{n},70{n},900{n},2026-06-0{n} 9:05:11,사과 {n},대,88{n},AP-{n},25800,{n},N",
        ),
        "cafe24-orders": _rows(
            "주문번호,품목별 주문번호,주문일시,주문상태,상품품목코드,주문상품명(기본),상품옵션(기본),수량,판매가",
            "20260615-{n},20260615-{n}-01,2026-06-0{n} 09:30,배송중,P00{n},사과 {n},색상=빨강,{n},1000",
        ),
        "order-sheet": _rows(
            "관리번호,판매처,주문번호,주문일,상태,CS,상품코드,상품명,옵션,주문수량,판매가",
            "{n},11번가,E-{n},2026/06/0{n},송장,정상,AP-{n},사과 {n},대,{n},12900",
        ),
        "orders": _rows("order_no,ordered_at,channel,status", "{n},2026-06-0{n} 10:00:00,자사몰 {n},배송완료"),
        "inventory": _rows(
            "product,warehouse_code,snapshot_at,on_hand", "MUG-{n},창고 {n},2026-06-0{n}T00:00:00+09:00,{n}5"
        ),
        "online-retail-ii": _rows(
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
            "48943{n},8504{n},CAFÉ MUG {n},1{n},2010-06-0{n} 07:45,6.95,1308{n},France",
        ),
    }
)
"""Rows by profile, or by table for the files that are named after one."""
