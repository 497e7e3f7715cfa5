"""Exports of shops and marketplaces in their own layouts, with their oddities: made up, and always the same."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

SKUS = ("TEA-1", "TEA-2", "CUP-1")
PRICE = 12_900
DAYS = 250
FILE_PASSWORD = "1234"
Cells = Sequence[object]


@dataclass(frozen=True)
class Line:
    """A line of an order; `is_first` of its order."""

    number: int
    order: int
    is_first: bool
    at: datetime
    sku: str
    quantity: int


def order_lines(count: int, last_day: date) -> Iterator[Line]:
    """Lines of orders of one or two lines, spread evenly over the days up to the last one."""
    for number in range(count):
        order, place = divmod(number, 3)
        order, is_first = 2 * order + (place == 2), place != 1
        day = last_day - timedelta(days=DAYS - 1 - order * DAYS * 3 // (2 * count + 3))
        at = datetime.combine(day, time(9 + order % 10, order % 60))
        yield Line(number, order, is_first, at, SKUS[number % len(SKUS)], 1 + number % 3)


SHOPIFY = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Shipping"),
    *("Total", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"),
    *("Lineitem requires shipping", "Lineitem discount", "Cancelled at", "Source", "Vendor"),
)
SMARTSTORE = (
    *("상품주문번호", "주문번호", "주문일시", "주문상태", "클레임상태", "판매채널"),
    *("상품번호", "상품명", "옵션정보", "판매자 상품코드", "수량", "상품가격"),
)
COUPANG = (
    *("번호", "묶음배송번호", "주문번호", "택배사", "운송장번호", "주문일", "등록상품명", "등록옵션명", "노출상품ID"),
    *("옵션ID", "업체상품코드", "바코드", "결제액", "구매수(수량)", "옵션판매가(판매단가)"),
)
CAFE24 = (
    *("주문번호", "품목별 주문번호", "주문일시", "주문상태", "주문경로"),
    *("자체품목코드", "주문상품명(기본)", "상품옵션(기본)", "수량", "판매가"),
)
AMAZON = (
    *("amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status"),
    *("fulfillment-channel", "sales-channel", "product-name", "sku", "asin", "item-status", "quantity", "currency"),
    *("item-price", "item-promotion-discount"),
)


def shopify(path: Path, lines: Sequence[Line]) -> None:
    """CSV in which only the first line of an order has the order's values."""
    rows = []
    for line in lines:
        stamp = f"{line.at:%Y-%m-%d %H:%M:%S} +0900"
        of_order = ("a@shop.example", "paid", stamp, "fulfilled", "KRW", PRICE, 0, PRICE)
        first = of_order if line.is_first else ("",) * len(of_order)
        of_item = (line.quantity, f"Item {line.sku}", PRICE, line.sku, "true", 0)
        source = "web" if line.is_first else ""
        rows.append((f"#{1001 + line.order}", *first, stamp, *of_item, "", source, "Jaego Tea"))
    _write_csv(path, (SHOPIFY, *rows), "utf-8-sig", ",")


def smartstore(path: Path, lines: Sequence[Line]) -> None:
    """XLSX protected by a password, with a notice above its Korean header."""
    rows = []
    for line in lines:
        numbers = (f"20{line.number:014}", f"20{line.order:014}", f"{line.at:%Y-%m-%d %H:%M:%S}")
        of_item = ("4100", f"상품 {line.sku}", "", line.sku, line.quantity, PRICE)
        rows.append((*numbers, "구매확정", "", "스마트스토어", *of_item))
    notice = ("다운로드한 파일의 개인정보는 주문 처리 목적으로만 이용할 수 있습니다.",)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.xlsx"
        _write_xlsx(plain, (notice, SMARTSTORE, *rows))
        with plain.open("rb") as source, path.open("wb") as target:
            OOXMLFile(source).encrypt(FILE_PASSWORD, target)


def coupang(path: Path, lines: Sequence[Line]) -> None:
    """XLSX whose hours have one digit and whose numbers are texts with commas."""
    rows = []
    for line in lines:
        at = f"{line.at:%Y-%m-%d} {line.at.hour}:{line.at:%M}"
        of_order = (line.number + 1, f"7{line.order:08}", f"3{line.order:012}", "", "", at)
        of_item = (f"상품 {line.sku}", "단품", "71", "81", line.sku, "")
        rows.append((*of_order, *of_item, f"{PRICE * line.quantity:,}", str(line.quantity), f"{PRICE:,}"))
    _write_xlsx(path, (COUPANG, *rows))


def cafe24(path: Path, lines: Sequence[Line]) -> None:
    """CSV in CP949 with days such as 2026.06.15."""
    rows = []
    for line in lines:
        number = f"C{line.order:08}"
        of_order = (number, f"{number}-{line.number:05}", f"{line.at:%Y.%m.%d %H:%M}", "배송완료", "PC쇼핑몰")
        rows.append((*of_order, line.sku, f"상품 {line.sku}", "", line.quantity, f"{PRICE:,}"))
    _write_csv(path, (CAFE24, *rows), "cp949", ",")


def amazon(path: Path, lines: Sequence[Line]) -> None:
    """Tab-separated text with instants of ISO 8601 and prices of whole lines."""
    rows = []
    for line in lines:
        stamp = f"{line.at:%Y-%m-%dT%H:%M:%S}+00:00"
        of_order = (f"114-{line.order:07}-0000001", "", stamp, stamp, "Shipped", "Amazon", "Amazon.com")
        of_item = (f"Item {line.sku}", line.sku, "B000", "Shipped", line.quantity, "KRW", PRICE * line.quantity, "")
        rows.append((*of_order, *of_item))
    _write_csv(path, (AMAZON, *rows), "utf-8", "\t")


EXPORTS: dict[str, Callable[[Path, Sequence[Line]], None]] = {
    "orders_export_1.csv": shopify,
    "스마트스토어_전체주문발주발송관리.xlsx": smartstore,
    "DeliveryList.xlsx": coupang,
    "cafe24_orders.csv": cafe24,
    "amazon-orders.txt": amazon,
}


def write_exports(folder: Path, lines: int, last_day: date) -> list[Path]:
    """One file of each source, each with as many lines."""
    for name, write in EXPORTS.items():
        write(folder / name, list(order_lines(lines, last_day)))
    return [folder / name for name in EXPORTS]


def _write_csv(path: Path, rows: Sequence[Cells], encoding: str, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def _write_xlsx(path: Path, rows: Sequence[Cells]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet: Any = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
