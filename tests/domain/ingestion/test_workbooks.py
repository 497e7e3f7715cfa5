"""Workbooks are read as they are shown, and refused before they take memory that the machine does not have."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

from domain.ingestion.reading.files import open_sheets
from domain.ingestion.reading.signatures import OLE
from kit.errors import InputError

ODS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="a"><table:table-row>'
    '<table:table-cell office:value-type="string"><text:p>sku</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>name</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="{rows}">'
    '<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>x</text:p>'
    '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def workbook(cells: Mapping[str, object], hidden: Mapping[str, object] | None = None) -> bytes:
    """A workbook with cells by their address; `hidden` are those of a hidden worksheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("stock")
        for address, value in cells.items():
            sheet.write(address, value)
        if hidden is not None:
            other = book.add_worksheet("codes")
            other.hide()
            for address, value in hidden.items():
                other.write(address, value)
    return buffer.getvalue()


GOOD = workbook({"A1": "sku", "B1": "name", "A2": "A", "B2": "x", "A4": "B", "B4": "y"})


def changed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose first worksheet is changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename.endswith("sheet1.xml") else content)
    return buffer.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ods(rows: int, columns: int) -> bytes:
    """An OpenDocument spreadsheet whose second line is repeated."""
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.format(rows=rows, columns=columns).encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (GOOD, [(2, ["A", "x"]), (4, ["B", "y"])]),
        (gzip.compress(GOOD), [(2, ["A", "x"]), (4, ["B", "y"])]),
        (packed({"재고.xlsx": GOOD}), [(2, ["A", "x"]), (4, ["B", "y"])]),
        (workbook({"C4": "sku", "D4": "name", "C5": "A", "D5": "x"}), [(5, ["A", "x"])]),
        (workbook({"A1": "sku", "B1": "name"}), []),
        (workbook({"A1": "sku", "B1": "name", "A2": "A"}, {"A1": "code", "A2": "B"}), [(2, ["A", ""])]),
        (ods(2, 2), [(2, ["x", "x"]), (3, ["x", "x"])]),
    ],
)
def test_a_workbook_is_read_with_the_numbers_of_its_rows(
    tmp_path: Path, content: bytes, lines: list[tuple[int, list[str]]]
) -> None:
    path = tmp_path / "stock.csv"  # the name does not count
    path.write_bytes(content)
    (sheet,) = open_sheets(path)
    assert (sheet.header, list(sheet.rows())) == (("sku", "name"), lines)


def binary(row: int, column: int) -> bytes:
    """A binary workbook with a cell far away."""
    cell = struct.pack("<BBI", 0, 4, row) + struct.pack("<BBII", 1, 8, column, 0)
    return packed({"xl/workbook.bin": b"\0" * 9, "xl/worksheets/sheet1.bin": cell + b"\0" * 9})


def old(row: int, column: int) -> bytes:
    """A workbook of Excel 97 with a cell far away, in the smallest compound document that can hold it."""
    begin = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    number = struct.pack("<HHHHHd", 0x0203, 14, row, column, 0, 1.0)
    stream = (begin + number + struct.pack("<HH", 0x000A, 0)).ljust(4096, b"\0")
    fat = struct.pack("<10I", 0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE).ljust(512, b"\xff")
    folder = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + entry("Workbook", 2, 2, len(stream))
    head = struct.pack("<8s16xHHHHH6xII", OLE, 0x3E, 3, 0xFFFE, 9, 6, 0, 1)
    head += struct.pack("<IIIIIIII", 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    return head.ljust(512, b"\xff") + fat + folder.ljust(512, b"\0") + stream


def entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF) -> bytes:
    """An entry of the directory of a compound document."""
    text = f"{name}\0".encode("utf-16-le")
    none = 0xFFFFFFFF
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, none, none, child, start, size)


def full_of_text() -> bytes:
    """A workbook of which 40,000 cells have the same 30,000 characters."""
    plain = workbook({"A1": "sku", "B1": "x" * 30_000})
    more = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (line, line) for line in range(2, 40_000))
    return changed(plain, lambda xml: xml.replace(b"</sheetData>", more + b"</sheetData>"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook({"A1": "a", "XFD1048576": "x"}), "reaches to row 1,048,576 and column 16,384"),
        (
            changed(GOOD, lambda xml: xml.replace(b'<c r="A4"', b"<c").replace(b'r="4"', b'r="99999999"')),
            "reaches to row 99,999,999 and column",
        ),
        (changed(GOOD, lambda xml: xml.replace(b'"A1"', b'"AAAAAAAAA1"')), "has 217,180,147,159 columns; at most"),
        (changed(GOOD, lambda xml: xml.replace(b'"A1"', b'"A0"')), "can't be read as an Excel workbook (Range"),
        (changed(GOOD, lambda xml: xml.replace(b"<v>0</v>", b"<v>99</v>")), "can't be read as an Excel workbook (Cell"),
        (changed(GOOD, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml), "declares XML entities in xl/worksheets"),
        (changed(GOOD, lambda xml: xml + b" " * (80 << 20)), "unpacks to far more than its size; unpack it and import"),
        (ods(1_000_000, 16_000), "content.xml reaches to row 1,000,001 and column 16,000"),
        (binary(1_048_575, 40), "xl/worksheets/sheet1.bin reaches to row 1,048,576 and column 41"),
        (old(65_535, 65_534), "worksheet has 65,535 columns; at most 16,384 are possible. Remove some."),
        (full_of_text(), "holds more than 1,073,741,824 bytes of text; save it as CSV and import it."),
        (GOOD[:-200], "is not a valid zip file; copy or save it again."),
        (packed({"a.zip": packed({"b.csv": b"sku"})}), "(a.zip) is an archive within an archive; unpack it"),
    ],
)
def test_a_workbook_that_is_damaged_or_dangerous_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "stock.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        open_sheets(path)
    assert str(refusal.value).startswith(str(path))
    assert sentence in str(refusal.value)
