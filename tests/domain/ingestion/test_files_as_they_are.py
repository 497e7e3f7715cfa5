"""Files as shops have them: number and date formats, encodings, titles and totals, all under canonical names."""

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.domain.ingestion.conftest import Importer


def file(importer: Importer, name: str, content: str, encoding: str = "utf-8") -> Path:
    path = importer.folder / name
    path.write_bytes(content.encode(encoding))
    return path


def test_points_group_thousands_where_the_column_shows_it(importer: Importer) -> None:
    products = file(
        importer,
        "products.csv",
        "sku;name;unit_cost;list_price\nEU-1;Kabel 10m;13,75;29,90\nEU-2;Adapter;1.250;2.499\n"
        "EU-3;Monitor;1.250,00;2.499,00\nEU-4;Stecker;2.5;4.99\n",
    )
    stock = file(
        importer,
        "inventory.csv",
        "product;snapshot_at;on_hand\nEU-2;2026-06-30 23:00:00;1.000\nEU-2;2026-06-29 23:00:00;1.250\n"
        "EU-1;2026-06-30 23:00:00;12.000,00\n",
    )
    summary = importer.load(products, stock)
    assert importer.rows("select sku, unit_cost::text, list_price::text from raw.products order by 1") == [
        ("EU-1", "13.75", "29.90"),
        ("EU-2", "1250.00", "2499.00"),
        ("EU-3", "1250.00", "2499.00"),
    ]
    assert importer.rows("select on_hand from raw.inventory order by 1") == [(1000,), (1250,), (12000,)]
    assert importer.rows("select line_no, reason, message, row ->> 'unit_cost' from raw.rejected_rows") == [
        (5, "BROKEN_RULE", "Unit_cost is 2.5, but its column writes numbers like 1.234,56.", "2.5")
    ]
    first, second = summary.files
    assert first.formats == {"unit_cost": "1.234,56", "list_price": "1.234,56"}
    assert second.as_json()["formats"] == {"on_hand": "1.234,56"}
    assert importer.value("select details -> 'formats' ->> 'on_hand' from raw.import_batches order by id desc limit 1")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-06-15 0:30", "2026-06-14 15:30:00"),
        ("2026-06-15 9:59", "2026-06-15 00:59:00"),
        ("2026-6-15 10:00", "2026-06-15 01:00:00"),
        ("2026/06/15", "2026-06-14 15:00:00"),
        ("2026.06.15", "2026-06-14 15:00:00"),
        ("2026. 6. 15. 오후 3:07", "2026-06-15 06:07:00"),
        ("2026-06-15 오전 9:30:00", "2026-06-15 00:30:00"),
        ("2026-06-15 23:50:00 +0900", "2026-06-15 14:50:00"),
        ("2026-06-15T15:10:00Z", "2026-06-15 15:10:00"),
        ("20260615", "2026-06-14 15:00:00"),
        ("20260615093000", "2026-06-15 00:30:00"),
        ("2026-06-15 15:10:00 UTC", "2026-06-15 15:10:00"),
        ("2026-06-15 15:10:00 KST", "2026-06-15 06:10:00"),
        ("2026-06-15 01:10:00 PST", "2026-06-15 09:10:00"),
        ("Jun 15, 2026", "2026-06-14 15:00:00"),
        ("15 Jun 2026", "2026-06-14 15:00:00"),
        ("06/15/2026 9:05 PM", "2026-06-15 12:05:00"),
        ("2026-02-30", None),
    ],
)
def test_times_as_shops_write_them(importer: Importer, written: str, instant: str | None) -> None:
    importer.load(file(importer, "orders.csv", f'order_no,ordered_at\nA,2026-01-01 09:00:00\n1,"{written}"\n'))
    found = importer.rows("select (ordered_at at time zone 'UTC')::text from raw.orders where order_no = '1'")
    assert found == ([(instant,)] if instant else [])


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_korean_text_in_its_encodings(importer: Importer, encoding: str) -> None:
    summary = importer.load(file(importer, "products.csv", "sku,name\nK1,보온병\n", encoding))
    assert importer.rows("select sku, name from raw.products") == [("K1", "보온병")]
    shown = {"cp949": "CP949"}.get(encoding, encoding[:6].upper() if "16" in encoding else "UTF-8")
    assert summary.files[0].encoding == shown


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("재고현황")
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
    return path


def test_titles_and_totals_of_a_workbook_are_set_aside(importer: Importer) -> None:
    path = workbook(
        importer.folder / "inventory.xlsx",
        [
            ["회사명 : 가나상사 / 재고현황 / 2026/06/30"],
            [],
            ["product", "snapshot_at", "on_hand"],
            ["A", date(2026, 6, 30), 12],
            ["합계", "", 12],
            ["2026/07/01  오후 3:12:10"],
        ],
    )
    summary = importer.load(file(importer, "products.csv", "sku,name,list_price\nA,Cup,1000\n합 계,,1000\n"), path)
    assert importer.rows("select sku from raw.products") == [("A",)]
    assert importer.rows("select on_hand from raw.inventory") == [(12,)]
    products, inventory = summary.files
    assert (products.rows_in, products.loaded, products.set_aside) == (1, 1, {"TOTAL": 1})
    assert [(line.line, line.reason, line.text) for line in inventory.lines_set_aside] == [
        (1, "TITLE", "회사명 : 가나상사 / 재고현황 / 2026/06/30"),
        (5, "TOTAL", "합계 12"),
        (6, "NOTICE", "2026/07/01 오후 3:12:10"),
    ]
    assert (
        importer.value("select details -> 'set_aside' ->> 'TOTAL' from raw.import_batches order by id limit 1") == "1"
    )


def test_a_zip_of_several_files_is_read_as_their_sheets(importer: Importer) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2025.csv", "order_no,ordered_at\n1,2025-01-01\n")
        archive.writestr("2026.csv.txt", "order_no;ordered_at\n2;01.02.2026\n3;x\n")
    path = importer.folder / "orders.zip"
    path.write_bytes(packed.getvalue())
    summary = importer.load(path)
    assert importer.rows("select order_no, (ordered_at at time zone 'Asia/Seoul')::date::text from raw.orders") == [
        ("1", "2025-01-01"),
        ("2", "2026-02-01"),
    ]
    assert summary.files[0].rejected == 1


def test_gzip_is_recognised_whatever_the_name(importer: Importer) -> None:
    path = importer.folder / "suppliers.csv"
    path.write_bytes(gzip.compress(b"code\tname\nS1\tOne\n"))
    importer.load(path)
    assert importer.rows("select code, name from raw.suppliers") == [("S1", "One")]


def test_codes_that_are_probably_not_meant_are_listed_over_all_files(importer: Importer) -> None:
    products = file(importer, "products.csv", "sku,name\n0017,a\n8.80951E+12,b\nabc-1,c\nABC-1,d\n")
    stock = workbook(
        importer.folder / "inventory.xlsx", [["product", "snapshot_at", "on_hand"], [17, date(2026, 6, 30), 5]]
    )
    summary = importer.load(products, stock)
    assert summary.as_json()["warnings"] == [
        {"kind": "CASE_ONLY", "codes": ["abc-1", "ABC-1"]},
        {"kind": "LEADING_ZEROS", "codes": ["0017", "17"]},
        {"kind": "EXCEL_NUMBER", "codes": ["8.80951E+12"]},
    ]
    assert importer.rows('select sku from raw.products order by sku collate "C"') == [
        ("0017",),
        ("8.80951E+12",),
        ("ABC-1",),
        ("abc-1",),
    ]


def test_a_workbook_that_shows_zeros_in_front_finds_its_product(importer: Importer) -> None:
    path = importer.folder / "inventory.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["product", "snapshot_at", "on_hand"])
        sheet.write_row(1, 0, [17, "2026-06-30 23:00:00", 5])
        sheet.write_number(1, 0, 17, book.add_format({"num_format": "0000"}))
    importer.load(file(importer, "products.csv", "sku\n0017\n"), path)
    assert importer.rows("select p.sku, i.on_hand from raw.inventory i join raw.products p on p.id = i.product_id") == [
        ("0017", 5)
    ]
