"""The files that a shop starts with: sales, stock, products and suppliers; and a profile of its own."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.ingestion.options import ImportOptions
from kit.errors import InputError
from tests.domain.ingestion.conftest import Importer

SALES = ("판매일,품번,판매수량,판매가,채널", "2026-06-01,A,3,1000,자사몰", "2026-06-01,B,2,500,자사몰")
LINES = (
    "select order_no, channel, o.status, sku, quantity, unit_price::float from raw.order_items i"
    " join raw.orders o on o.id = i.order_id join raw.products p on p.id = i.product_id order by 1, 4, 5"
)


def counts(importer: Importer, *paths: Path, options: ImportOptions | None = None) -> list[tuple[str, int, int, int]]:
    """Rows in, loaded and unchanged of each table."""
    summary = importer.load(*paths, profile=None, options=options or ImportOptions())
    return [(file.table, file.rows_in, file.loaded, file.unchanged) for file in summary.files]


def test_three_columns_become_products_orders_and_lines(importer: Importer) -> None:
    sales = importer.write("6월 매출.csv", *SALES, "2026-06-01,A,1,1000,쿠팡", "2026-06-02,A,4,1000,자사몰")
    assert counts(importer, sales) == [("products", 2, 2, 0), ("orders", 3, 3, 0), ("order_items", 4, 4, 0)]
    assert importer.rows(LINES) == [
        ("sales-2026-06-01-자사몰", "자사몰", "DELIVERED", "A", 3, 1000.0),
        ("sales-2026-06-01-자사몰", "자사몰", "DELIVERED", "B", 2, 500.0),
        ("sales-2026-06-01-쿠팡", "쿠팡", "DELIVERED", "A", 1, 1000.0),
        ("sales-2026-06-02-자사몰", "자사몰", "DELIVERED", "A", 4, 1000.0),
    ]
    assert counts(importer, sales) == [("products", 0, 0, 0), ("orders", 3, 0, 3), ("order_items", 4, 0, 4)]


def test_english_names_and_a_date_rewritten_by_a_spreadsheet_are_read(importer: Importer) -> None:
    sales = importer.write("a.csv", "Date,SKU,Units sold", "6/15/2026,A,3", "12/6/2026,A,1")
    importer.load(sales, profile=None)
    assert importer.rows(LINES) == [
        ("sales-2026-06-15", None, "DELIVERED", "A", 3, 0.0),
        ("sales-2026-12-06", None, "DELIVERED", "A", 1, 0.0),
    ]


def test_products_of_a_list_are_not_made_from_lines(importer: Importer) -> None:
    header = "상품코드,상품명,매입가,판매가,거래처,리드타임,입수"
    products = importer.write("list.csv", header, "A,사과,600,1000,과일상회,7,10")
    sales = importer.write("매출.csv", *SALES)
    assert counts(importer, sales, products) == [
        ("suppliers", 1, 1, 0),
        ("products", 1, 1, 0),
        ("orders", 1, 1, 0),
        ("order_items", 2, 1, 0),
    ]
    assert importer.rejections() == [("order_items", 3, "UNKNOWN_REFERENCE")]
    assert importer.rows(
        "select sku, p.name, unit_cost::float, list_price::float, pack_size, s.code, lead_time_days"
        " from raw.products p join raw.suppliers s on s.id = p.supplier_id"
    ) == [("A", "사과", 600.0, 1000.0, 10, "과일상회", 7)]
    counts(importer, sales, options=ImportOptions(creates_products=True))
    assert importer.rows("select sku, quantity from raw.order_items join raw.products p on p.id = product_id") == [
        ("A", 3),
        ("B", 2),
    ]


def test_a_stock_list_without_dates_is_of_the_end_of_yesterday(importer: Importer) -> None:
    stock = importer.write("현황.csv", "상품코드,현재고,창고", "A,10,본사", "B,20,본사")
    assert counts(importer, stock) == [("products", 2, 2, 0), ("inventory", 2, 2, 0)]
    zone = ZoneInfo("Asia/Seoul")
    yesterday = datetime.now(zone).date() - timedelta(days=1)
    taken = importer.rows(
        "select sku, warehouse_code, on_hand, (snapshot_at at time zone 'Asia/Seoul')::date from raw.inventory"
        " join raw.products p on p.id = product_id order by 1"
    )
    assert taken == [("A", "본사", 10, yesterday), ("B", "본사", 20, yesterday)]


def test_what_is_no_goods_is_not_stocked(importer: Importer) -> None:
    lines = ("2026-06-01,Tip,1", "2026-06-01,Tip jar,1", "2026-06-01,배송비,1")
    sales = importer.write("a.csv", "date,sku,quantity", *lines)
    importer.load(sales, profile=None)
    assert importer.rows("select sku, is_stocked from raw.products order by 1") == [
        ("Tip", False),
        ("Tip jar", True),
        ("배송비", False),
    ]


TILL = """
title: {en: Our till, ko: 우리 매장 포스}
names:
  receipt: [Bon]
  day: [Tag]
  article: [Artikel]
  units: [Stück]
  state: [Zustand]
required: [receipt, day, article, units]
status_words: {verkauft: DELIVERED, storniert: CANCELLED}
lines: order_items
tables:
  products: {sku: article}
  orders: {order_no: {text: "till-{receipt}"}, ordered_at: day, channel: {constant: Till}, status: {status: [state]}}
  order_items:
    order: {text: "till-{receipt}"}
    product: article
    quantity: units
    unit_price: {constant: "0"}
"""
TILL_FILE = ("Tag;Bon;Artikel;Stück;Zustand", "2026-06-01;1;A;2;verkauft", "2026-06-01;2;B;1;storniert")


def test_a_new_profile_is_a_file(importer: Importer, tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "our-till.yml").write_text(TILL, encoding="utf-8")
    receipts = importer.write("Bons.csv", *TILL_FILE)
    summary = importer.load(receipts, profile=None, options=ImportOptions(profile_folder=folder))
    assert summary.profile == "our-till"
    assert importer.rows(LINES) == [
        ("till-1", "Till", "DELIVERED", "A", 2, 0.0),
        ("till-2", "Till", "CANCELLED", "B", 1, 0.0),
    ]


def test_columns_are_mapped_to_fields(importer: Importer) -> None:
    columns = {"Tag": "sales.date", "Artikel": "sales.sku", "Stück": "sales.quantity"}
    receipts = importer.write("Bons.csv", *TILL_FILE)
    importer.load(receipts, profile=None, options=ImportOptions(mapping={"columns": columns}))
    assert importer.rows(LINES) == [
        ("sales-2026-06-01", None, "DELIVERED", "A", 2, 0.0),
        ("sales-2026-06-01", None, "DELIVERED", "B", 1, 0.0),
    ]


def test_columns_are_mapped_to_orders_and_lines(importer: Importer) -> None:
    columns = {
        "Bon": "orders.order_no",
        "Tag": "orders.ordered_at",
        "Zustand": "orders.status",
        "Artikel": "order_items.product",
        "Stück": "order_items.quantity",
    }
    mapping = {"columns": columns, "status_words": {"verkauft": "PAID", "storniert": "CANCELLED"}}
    receipts = importer.write("Bons.csv", *TILL_FILE)
    options = ImportOptions(mapping=mapping, creates_products=True)
    importer.write("products.csv", "sku", "A", "B")
    importer.load(importer.folder / "products.csv", profile=None)
    importer.load(receipts, profile=None, options=options)
    assert importer.rows(LINES) == [("1", None, "PAID", "A", 2, 0.0), ("2", None, "CANCELLED", "B", 1, 0.0)]


def test_a_file_that_nothing_fits_names_the_nearest_profile(importer: Importer) -> None:
    unknown = importer.write("x.csv", "날짜,상품코드,비고", "2026-06-01,A,x")
    with pytest.raises(InputError, match=r"x\.csv fits no profile; the nearest is sales, but quantity is missing; "):
        importer.load(unknown, profile=None)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("required: [receipt", "required: [bon", "required uses 'bon', which is not under names; add it there."),
        ("lines: order_items", "lines: payments", "lines is 'payments'; choose the table that has a row per line"),
        ("storniert: CANCELLED", "storniert: GONE", "status_words.storniert is 'GONE'; choose from PLACED"),
        ("    quantity: units\n", "", "tables.order_items has no quantity; say what this required column is made of."),
        ("    quantity: units\n", "    colour: units\n", "tables.order_items.colour is not a column of order_items"),
        ("names:", "nmaes:", "nmaes is not known; use name, title, names"),
    ],
)
def test_a_mistake_in_a_profile_is_one_sentence(importer: Importer, old: str, new: str, sentence: str) -> None:
    (importer.folder / "profiles").mkdir()
    (importer.folder / "profiles" / "till.yml").write_text(TILL.replace(old, new), encoding="utf-8")
    receipts = importer.write("Bons.csv", *TILL_FILE)
    with pytest.raises(InputError) as refused:
        importer.load(receipts, profile=None, options=ImportOptions(profile_folder=importer.folder / "profiles"))
    assert f"till.yml: {sentence}" in str(refused.value)
    assert importer.value("select count(*) from raw.import_batches") == 0
