"""Any file as sheets of text; what it is is decided by its content."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from domain.ingestion.reading.content import Content, content_of, gunzipped, on_disk, zip_entries
from domain.ingestion.reading.headers import IsHeader, sheet_of
from domain.ingestion.reading.html_tables import open_html_tables
from domain.ingestion.reading.locks import unlocked
from domain.ingestion.reading.parquet import open_parquet_table
from domain.ingestion.reading.sheets import RawTable, Sheet
from domain.ingestion.reading.signatures import SEEKING, FileKind, is_zip, kind_of
from domain.ingestion.reading.text import open_text_table
from domain.ingestion.reading.workbooks import open_workbook_tables
from kit.errors import InputError

TABLE_SUFFIXES = (
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".parquet",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".html",
    ".htm",
)
SUFFIXES = (*TABLE_SUFFIXES, *(f"{suffix}.gz" for suffix in TABLE_SUFFIXES), ".zip")
READABLE = "CSV or text, Excel (.xlsx, .xls, .xlsb, .ods), an HTML table, Parquet, or a .gz or .zip of them"


def file_format(path: Path) -> str | None:
    """The suffix of a format that is looked for in folders (`.csv`, `.csv.gz`, `.xlsx` …), or nothing."""
    name = path.name.lower()
    return max((suffix for suffix in SUFFIXES if name.endswith(suffix)), key=len, default=None)


def open_sheets(
    path: Path,
    *,
    encoding: str | None = None,
    password: str | None = None,
    is_header: IsHeader | None = None,
) -> list[Sheet]:
    """The tables in a file: one, or one per filled worksheet, table of a page, or file of an archive.

    Args:
        path: the file; its name does not decide what it is.
        encoding: of text, if a person says which; otherwise it is detected.
        password: of a locked workbook; it is neither stored nor logged.
        is_header: whether cells are column names that the caller knows; it wins over the guess of the header row.

    Raises:
        PasswordNeededError: it is locked, and no password was given.
        WrongPasswordError: it is locked with another password.
        InputError: the file can't be read, is empty, damaged, too large, or in no known encoding.
    """
    sheets: list[Sheet] = []
    offset = 0
    for table in _tables(content_of(path), encoding, password):
        sheets.append(sheet_of(table, is_header, offset))
        offset += table.lines
    return sheets


def _tables(content: Content, encoding: str | None, password: str | None) -> Iterable[RawTable]:
    kind = kind_of(content)
    if kind is FileKind.GZIP:
        return _entry_tables(gunzipped(content), encoding, password)
    if kind is FileKind.ZIP:
        return [table for entry in zip_entries(content) for table in _entry_tables(entry, encoding, password)]
    return _plain_tables(content, kind, encoding, password)


def _entry_tables(entry: Content, encoding: str | None, password: str | None) -> Sequence[RawTable]:
    if entry.head(8).startswith(SEEKING):
        entry = on_disk(entry)
    kind = kind_of(entry)
    if kind in (FileKind.GZIP, FileKind.ZIP):
        raise InputError(f"{entry.label} is an archive within an archive; unpack it and import the files in it.")
    return _plain_tables(entry, kind, encoding, password)


def _plain_tables(content: Content, kind: FileKind, encoding: str | None, password: str | None) -> Sequence[RawTable]:
    match kind:
        case FileKind.PARQUET:
            return [open_parquet_table(content)]
        case FileKind.WORKBOOK:
            return open_workbook_tables(content, is_package=True)
        case FileKind.OLE:
            opened = unlocked(content, password)
            return open_workbook_tables(opened, is_package=opened is not content and is_zip(opened))
        case FileKind.HTML:
            return open_html_tables(content, encoding)
        case _:
            return [open_text_table(content, encoding)]
