"""What a workbook would unpack to, found out before it is opened: a few bytes can say that it has billions of cells."""

import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from domain.ingestion.reading.content import READ_BYTES, Content, check_sizes, explained
from domain.ingestion.reading.sheets import MAX_CELLS, MAX_COLUMNS
from domain.ingestion.reading.signatures import OLE
from kit.errors import InputError

MAX_WORKBOOK_BYTES = 1 << 30  # unpacked
MAX_TAG_BYTES = 1 << 16
XML_HEAD_BYTES = 1 << 14
FORBIDDEN = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0D\0O\0C\0|<\0!\0E\0N\0T\0")
WORKSHEET = re.compile(r"xl/(worksheets|macrosheets|dialogsheets|chartsheets)/[^/]+\.(xml|bin)", re.IGNORECASE)
FILLED_CELL = re.compile(rb"<(?:\w+:)?c(?=\s)(?>(?:[^<>]*?\sr\s*=\s*[\"']([A-Za-z]*+)(\d*+))?)[^<>]*+(?<!/)>")
ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br\s*=\s*[\"'](\d{1,10})[\"']")
SHARED_TEXTS = "xl/sharedStrings.xml"
MAX_TEXT_BYTES = 1 << 30
END_OF_TEXT = re.compile(rb"</(?:\w+:)?si>")
TEXT_CELL = re.compile(rb"\st\s*=\s*[\"']s[\"']")
SHARED_TEXT_CELL = re.compile(rb"\st\s*=\s*[\"']s[\"'][^<>]*+>\s*<(?:\w+:)?v>(\d{1,9})<")
ODS_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*?)(/?)>")
ODS_REPEATED = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,12})[\"']")
ODS_VALUE = re.compile(rb"office:[a-z-]*value\s*=")
BIFF_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0002, 0x0003})
XLSB_ROW, XLSB_CELLS = 0, frozenset(range(1, 12))


@dataclass
class _Extent:
    """The last row and column that are filled, counted from 1."""

    rows: int = 0
    columns: int = 0

    def take(self, row: int, column: int) -> None:
        """Reach at least to a cell."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def check_package(content: Content) -> None:
    """Refuse a workbook that is far larger unpacked than packed, or that holds definitions of XML entities.

    Raises:
        InputError: it is refused, or can't be read.
    """
    if content.head(len(OLE)) == OLE:
        _check(content.label, "worksheet", _biff_extent(content))
        return
    with explained(content.label), content.open() as raw, zipfile.ZipFile(raw) as archive:
        infos = archive.infolist()
        check_sizes(content.label, infos)
        if sum(info.file_size for info in infos) > MAX_WORKBOOK_BYTES:
            raise InputError(
                f"{content.label} has more than {MAX_WORKBOOK_BYTES:,} bytes unpacked; save it as CSV and import it."
            )
        for info in infos:
            with archive.open(info) as entry:
                _check_entry(content.label, info.filename, entry)
        _check_shared_texts(content.label, archive)


def _check_entry(label: str, name: str, entry: IO[bytes]) -> None:
    if name.endswith((".xml", ".rels")):
        head = entry.read(XML_HEAD_BYTES)
        if FORBIDDEN.search(head):
            raise InputError(f"{label} declares XML entities in {name}; save it again in Excel and import it again.")
        entry.seek(0)
    if name == "content.xml":
        _check(label, name, _ods_extent(entry))
    elif WORKSHEET.fullmatch(name):
        _check(label, name, _xlsb_extent(entry) if name.lower().endswith(".bin") else _xlsx_extent(entry))


def _check(label: str, name: str, extent: _Extent) -> None:
    if extent.columns > MAX_COLUMNS:
        raise InputError(
            f"{label}: {name} has {extent.columns:,} columns; at most {MAX_COLUMNS:,} are possible. Remove some."
        )
    if extent.rows * extent.columns > MAX_CELLS:
        raise InputError(
            f"{label}: {name} reaches to row {extent.rows:,} and column {extent.columns:,}, which are more than"
            f" {MAX_CELLS:,} cells; delete what is far from the table, or save it as CSV."
        )


def _check_shared_texts(label: str, archive: zipfile.ZipFile) -> None:
    """Refuse a workbook whose cells all refer to a few long texts, each of which would be copied into each cell."""
    names = archive.namelist()
    if SHARED_TEXTS not in names:
        return
    with archive.open(SHARED_TEXTS) as entry:
        lengths = _text_lengths(entry)
    worksheets = [name for name in names if WORKSHEET.fullmatch(name)]
    cells = sum(len(TEXT_CELL.findall(piece)) for piece in _pieces(archive, worksheets))
    if cells * max(lengths, default=0) <= MAX_TEXT_BYTES:
        return
    uses: Counter[bytes] = Counter()
    for piece in _pieces(archive, worksheets):
        uses.update(SHARED_TEXT_CELL.findall(piece))
    total = sum(lengths[int(place)] * count for place, count in uses.items() if int(place) < len(lengths))
    if total > MAX_TEXT_BYTES:
        raise InputError(f"{label} holds more than {MAX_TEXT_BYTES:,} bytes of text; save it as CSV and import it.")


def _pieces(archive: zipfile.ZipFile, names: list[str]) -> Iterator[bytes]:
    for name in names:
        with archive.open(name) as entry:
            yield from _whole_cells(entry)


def _whole_cells(entry: IO[bytes]) -> Iterator[bytes]:
    """The text in pieces that end where a cell does, as far as there are cells."""
    rest = b""
    for piece in _whole_tags(entry):
        text = rest + piece
        end = text.rfind(b"<c ") if len(text) < 2 * READ_BYTES else len(text)
        yield text[: max(end, 0)]
        rest = text[max(end, 0) :]
    yield rest


def _text_lengths(entry: IO[bytes]) -> list[int]:
    """The sizes of the shared texts with their markup."""
    lengths, size = list[int](), 0
    for piece in _whole_tags(entry):
        *whole, last = END_OF_TEXT.split(piece)
        for text in whole:
            lengths.append(size + len(text))
            size = 0
        size += len(last)
    return lengths


def _xlsx_extent(entry: IO[bytes]) -> _Extent:
    extent, width = _Extent(), 0
    for text in _whole_tags(entry):
        cells = FILLED_CELL.findall(text)
        letters, rows = {column for column, _ in cells}, {row for _, row in cells}
        if b"" in rows:  # cells without a reference: in the row that they are in, after the one before
            width = min(width + len(cells), MAX_COLUMNS)
            extent.take(max(map(int, ROW.findall(text)), default=0), 0)
        for row in rows - {b""}:
            extent.take(int(row), 0)
        for column in letters - {b""}:
            extent.take(0, column_number(column))
    extent.take(0, width if width and not extent.columns else extent.columns)
    return extent


def column_number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _whole_tags(entry: IO[bytes]) -> Iterator[bytes]:
    """The text in pieces that end where a tag begins; a tag is never cut, unless it is absurdly long."""
    rest = b""
    while chunk := entry.read(READ_BYTES):
        text = rest + chunk
        end = text.rfind(b"<")
        if end <= 0 or len(text) - end > MAX_TAG_BYTES:
            end = len(text)
        yield text[:end]
        rest = text[end:]
    yield rest


def _ods_extent(entry: IO[bytes]) -> _Extent:
    largest, extent = _Extent(), _Extent()
    row = column = filled = 0
    for text in _whole_tags(entry):
        for closes, name, attributes, is_empty in ODS_TAG.findall(text):
            times = int(repeated[1]) if (repeated := ODS_REPEATED.search(attributes)) else 1
            if name == b"table":
                extent, row = _Extent(), 0
            elif name == b"table-row" and not closes:
                row, column, filled = row + times, 0, 0
            elif name != b"table-row" and not closes:
                column += times
                filled = column if not is_empty or ODS_VALUE.search(attributes) else filled
            if name == b"table-row" and closes and filled:
                extent.take(row, filled)
                largest.take(extent.rows, extent.columns)
    return largest


def _xlsb_extent(entry: IO[bytes]) -> _Extent:
    data, extent, place, row = entry.read(), _Extent(), 0, 0
    while place + 2 < len(data):
        kind, place = _xlsb_number(data, place, 2)
        size, place = _xlsb_number(data, place, 4)
        if size >= 4 and place + 4 <= len(data):
            if kind == XLSB_ROW:
                row = struct.unpack_from("<I", data, place)[0] + 1
            elif kind in XLSB_CELLS:
                extent.take(row, struct.unpack_from("<I", data, place)[0] + 1)
        place += size
    return extent


def _xlsb_number(data: bytes, place: int, most: int) -> tuple[int, int]:
    """A number in pieces of seven bits, and where it ends."""
    number = 0
    for piece in range(most):
        byte = data[place] if place < len(data) else 0
        number |= (byte & 0x7F) << (7 * piece)
        place += 1
        if byte < 0x80:
            break
    return number, place


def _biff_extent(content: Content) -> _Extent:
    extent = _Extent()
    data = _biff_stream(content)
    place = 0
    while place + 8 <= len(data):
        kind, size, row, column = struct.unpack_from("<HHHH", data, place)
        if kind in BIFF_CELLS and size >= 4:
            last = struct.unpack_from("<H", data, place + 2 + size)[0] if kind in {0x00BD, 0x00BE} else column
            extent.take(row + 1, max(column, last) + 1)
        place += 4 + size
    return extent


def _biff_stream(content: Content) -> bytes:
    import olefile

    with explained(content.label), content.open() as raw, olefile.OleFileIO(raw) as ole:
        for name in ("Workbook", "Book"):
            if ole.exists(name):
                with ole.openstream(name) as stream:
                    data: bytes = stream.read()
                    return data
    return b""
