"""Whole files that can't be used are refused in one sentence before anything is written; bad bytes cost only a row."""

import gzip
from pathlib import Path

import pytest

from domain.ingestion.layouts import Profile
from kit.errors import InputError
from tests.domain.ingestion.conftest import Importer

GOOD = "order_no,ordered_at\n1,2026-01-01\n"
RETAIL = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"


def refused(importer: Importer, *paths: Path, profile: Profile = "canonical") -> str:
    """Import next to a good file, and return the sentence; nothing may have been written."""
    good = importer.folder / "good" / "suppliers.csv"
    good.parent.mkdir(exist_ok=True)
    good.write_text("code\nS1\n")
    with pytest.raises(InputError) as caught:
        importer.load(*([good] if profile == "canonical" else []), *paths, profile=profile)
    assert importer.value("select count(*) from raw.import_batches") == 0
    assert importer.value("select count(*) from raw.suppliers") == 0
    return str(caught.value).replace(f"{importer.folder}/", "")


def file(importer: Importer, name: str, content: bytes | str) -> Path:
    path = importer.folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("orders.csv", "", "orders.csv is empty; a header line with the column names is needed."),
        ("orders.csv", "\n", "orders.csv is empty; a header line with the column names is needed."),
        (
            "orders.csv",
            "order_no,placed\n1,2026-01-01\n",
            "orders.csv is missing the column ordered_at of orders; add what is missing or correct the header.",
        ),
        (
            "order_items.csv",
            "order,line_no\n1,1\n",
            (
                "order_items.csv is missing the columns product, quantity, unit_price of order_items;"
                " add what is missing or correct the header."
            ),
        ),
        (
            "order_items.csv",
            "order,line_no,product,sku,quantity,unit_price\n",
            "order_items.csv contains the column product twice (product, sku); remove one of them.",
        ),
        (
            "orders.csv",
            "order_no,ordered_at\n주문1,2026-01-01\n주문2,2026-01-01\n".encode() + "주문3,2026-01-01\n".encode("cp949"),
            (
                "orders.csv: line 4 is not text in a known encoding;"
                ' save it in Excel as "CSV UTF-8 (comma delimited)" ("CSV UTF-8(쉼표로 분리)") and import it again.'
            ),
        ),
        (
            "orders.csv.gz",
            gzip.compress(GOOD.encode() * 5000)[:-12],
            "orders.csv.gz is cut short: its compressed data ends too early; copy the file again.",
        ),
        ("orders.parquet", b"PAR1 and no more", "orders.parquet can't be read as Parquet"),
        ("orders.xlsx", b"PK\x03\x04 and no more", "orders.xlsx is not a valid zip file"),
        ("orders.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "orders.xls can't be read as an Excel workbook"),
        ("orders.csv.gz", b"\x1f\x8b and no more", "orders.csv.gz is not a valid gzip file"),
        ("orders.csv", b"%PDF-1.7", "orders.csv is a PDF document, which can't be read; save it as CSV or as an Excel"),
        (
            "sales.csv",
            GOOD,
            "sales.csv does not have the name of a table; name it after one of: suppliers, products, listings",
        ),
        (
            "orders.csv",
            RETAIL,
            (
                "orders.csv is missing the columns order_no, ordered_at of orders;"
                " its columns are those of --profile online-retail-ii."
            ),
        ),
        (
            "retail.csv",
            RETAIL,
            "retail.csv does not have the name of a table; its columns are those of --profile online-retail-ii.",
        ),
    ],
)
def test_unusable_file_is_refused(importer: Importer, name: str, content: bytes | str, sentence: str) -> None:
    path = file(importer, name, content)
    said = refused(importer, path)
    assert said.startswith(sentence)
    assert "\n" not in said


def test_a_canonical_file_under_the_other_profile_is_refused(importer: Importer) -> None:
    said = refused(importer, file(importer, "orders.csv", GOOD), profile="online-retail-ii")
    assert said == (
        "orders.csv is missing the columns invoice, stock_code, quantity, invoice_date, price of online_retail_ii;"
        " its columns are those of --profile canonical."
    )


def test_missing_paths_and_empty_folders_are_refused(importer: Importer) -> None:
    assert refused(importer, importer.folder / "nowhere.csv") == "nowhere.csv does not exist; check the path."
    (importer.folder / "void").mkdir()
    assert refused(importer, importer.folder / "void").startswith(
        "void contains no file named after a table (suppliers,"
    )


def test_a_line_without_end_is_refused(importer: Importer) -> None:
    said = refused(importer, file(importer, "orders.csv", b"order_no,ordered_at\n" + b"x" * (1 << 20)))
    assert said == "orders.csv: line 2 is longer than 1,048,576 bytes; this is not a CSV file."


def test_a_quotation_mark_that_never_closes_leaves_nothing_behind(importer: Importer) -> None:
    lines = "".join(f"{number},2026-01-01\n" for number in range(2, 20_000))
    said = refused(importer, file(importer, "orders.csv", f'order_no,ordered_at\n"1,2026-01-01\n{lines}'))
    assert said.startswith("orders.csv is not valid CSV (field larger than field limit")


def test_utf_16_of_spreadsheets_is_read(importer: Importer) -> None:
    path = file(importer, "orders.csv", "order_no\tordered_at\tchannel\n1\t2026-01-01\t자사몰\n".encode("utf-16"))
    assert importer.load(path).total("loaded") == 1
    assert importer.value("select channel from raw.orders") == "자사몰"


def test_what_a_file_is_called_does_not_decide_what_it_is(importer: Importer) -> None:
    summary = importer.load(file(importer, "orders.txt", GOOD), file(importer, "suppliers.csv.gz", "code\nS1\n"))
    assert [(part.table, part.loaded) for part in summary.files] == [("suppliers", 1), ("orders", 1)]


def test_a_byte_order_mark_and_a_header_alone_are_fine(importer: Importer) -> None:
    summary = importer.load(
        file(importer, "orders.csv", b"\xef\xbb\xbf" + GOOD.encode()), file(importer, "products.csv", "sku,name\n")
    )
    assert [(part.table, part.rows_in, part.status) for part in summary.files] == [
        ("products", 0, "UNCHANGED"),
        ("orders", 1, "LOADED"),
    ]


def test_bytes_that_are_no_text_cost_only_their_row(importer: Importer) -> None:
    lines = b"".join(b"S%d,name\n" % number for number in range(300))
    path = file(importer, "suppliers.csv", b"code,name\nX,caf\xe9\nY,n\0l\n" + lines)
    summary = importer.load(path)
    assert (summary.total("rows_in"), summary.total("loaded")) == (302, 300)
    assert importer.rows("select line_no, reason, message, row ->> 'name' from raw.rejected_rows order by 1") == [
        (2, "BROKEN_RULE", "The line is not UTF-8 text.", "caf\\xe9"),
        (3, "BROKEN_RULE", "The line contains a NUL byte.", "n\\x00l"),
    ]


def test_quoted_line_breaks_keep_line_numbers_right(importer: Importer) -> None:
    path = file(importer, "suppliers.csv", 'code,name\r\nA,"two\nlines"\r\n\r\nB,x,y\r\n')
    assert importer.load(path).by_reason == {"BROKEN_RULE": 1}
    assert importer.rejections() == [("suppliers", 5, "BROKEN_RULE")]
    assert importer.value("select name from raw.suppliers") == "two lines"


def test_half_a_last_line_is_refused_alone(importer: Importer) -> None:
    path = file(importer, "orders.csv", "order_no,ordered_at,channel\n1,2026-01-01,a\n2,2026-")
    summary = importer.load(path)
    assert (summary.total("loaded"), summary.by_reason) == (1, {"BROKEN_RULE": 1})


def test_a_failure_on_the_way_leaves_nothing(importer: Importer) -> None:
    def stumble(label: str, done: int, total: int | None) -> None:
        if label == "loading orders.csv":
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        importer.load(file(importer, "suppliers.csv", "code\nS1\n"), file(importer, "orders.csv", GOOD), report=stumble)
    assert importer.value("select count(*) from raw.suppliers") == 0
    assert importer.value("select count(*) from raw.import_batches") == 0


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Seoul", 0), ("Europe/London", 9), ("UTC", 9)])
def test_times_without_a_zone_are_read_in_the_business_zone(importer: Importer, zone: str, hour: int) -> None:
    path = file(importer, "orders.csv", "order_no,ordered_at\n1,2026-01-01 09:00\n2,2026-01-01T09:00:00+05:30\n")
    importer.load(path, timezone=zone)
    assert importer.rows("select extract(hour from ordered_at)::int from raw.orders order by order_no") == [
        (hour,),
        (3,),
    ]
