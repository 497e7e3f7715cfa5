"""The zip packages of modern workbooks (.xlsx, .xlsb, .ods): refused where they would unpack to too much."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.ingestion.reading.content import READ_BYTES, Content, check_sizes, explained
from domain.ingestion.reading.sheets import MAX_CELLS, MAX_COLUMNS
from kit.errors import InputError

MAX_PACKAGE_BYTES = 1 << 30
PROLOG_BYTES = 1 << 16
OVERLAP = 64  # bytes of the chunk before, so that nothing is missed between two
WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
CELL = re.compile(rb'<(?:\w+:)?c [^>]{0,60}?r="([A-Z]{1,4})(\d{1,8})"')
ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,60}?r="(\d{1,8})"')
REPEATED = re.compile(rb'number-(columns|rows)-repeated="(\d{1,9})"([^>]{0,400})>')
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
WIDE_ENTITIES = re.compile(rb"<\x00?!\x00?[Dd]\x00?[Oo]\x00?[Cc]\x00?[Tt]")


@dataclass
class _Extent:
    """The last row of a worksheet and its columns."""

    last_row: int = 0
    columns: set[bytes] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """How many cells the smallest rectangle around all cells has."""
        return self.last_row * max(map(column_number, self.columns), default=0)


def column_number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def check_package(content: Content) -> None:
    """Read a workbook's package through, without keeping it.

    Raises:
        InputError: it is damaged or locked, declares entities, or would take too much memory.
    """
    with explained(content.label), content.open() as raw, zipfile.ZipFile(raw) as archive:
        infos = archive.infolist()
        check_sizes(content.label, infos)
        if sum(info.file_size for info in infos) > MAX_PACKAGE_BYTES:
            raise _too_large(content)
        for info in infos:
            _check_entry(content, archive, info)


def _too_large(content: Content) -> InputError:
    return InputError(f"{content.label} is too large for a workbook; save its worksheets as CSV and import those.")


def _check_entry(content: Content, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    is_xml = info.filename.endswith((".xml", ".rels"))
    extent = _Extent()
    for place, chunk in enumerate(_chunks(archive, info)):
        start = chunk[:PROLOG_BYTES]
        if is_xml and place == 0 and (ENTITIES.search(start) or WIDE_ENTITIES.search(start)):
            raise InputError(f"{content.label} declares XML entities, as no spreadsheet does; save it again as .xlsx.")
        if WORKSHEET.fullmatch(info.filename):
            _extend(extent, chunk)
            if extent.cells > MAX_CELLS:
                raise _too_large(content)
        elif info.filename == "content.xml":
            _check_repeats(content, chunk)
    if any(column_number(letters) > MAX_COLUMNS for letters in extent.columns):
        raise InputError(f"{content.label} has more than {MAX_COLUMNS:,} columns; remove some.")


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry; each chunk begins with the end of the one before. Wrong sizes fail its checksum."""
    before = b""
    with archive.open(info) as entry:
        while chunk := entry.read(READ_BYTES):
            yield before + chunk
            before = chunk[-OVERLAP:]


def _extend(extent: _Extent, chunk: bytes) -> None:
    cells = CELL.findall(chunk)
    extent.columns.update({letters for letters, _ in cells})
    rows = [int(row) for _, row in cells[-1:]] + [int(row) for row in ROW.findall(chunk)]
    extent.last_row = max(extent.last_row, *rows, 0) if rows else extent.last_row


def _check_repeats(content: Content, chunk: bytes) -> None:
    """Repeated cells with a value, and rows that are repeated more often than there are lines, are a trap."""
    widest: Mapping[bytes, int] = {b"columns": MAX_COLUMNS, b"rows": 1 << 20}
    for kind, count, rest in REPEATED.findall(chunk):
        limit = 1_000 if b"value" in rest else widest[kind]
        if int(count) > limit:
            raise _too_large(content)
