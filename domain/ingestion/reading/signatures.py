"""What a file is, by its first bytes; its name does not count."""

import re
import zipfile
from enum import StrEnum

from domain.ingestion.reading.content import Content, explained
from kit.errors import InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEEKING = (b"PK", OLE, b"PAR1")
"""How files begin that can't be read from front to back."""
OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
}
REMEDY = "save it as CSV or as an Excel workbook (.xlsx) and import it again"
HTML = re.compile(
    rb"\s*(<\?xml[^>]{0,200}\?>\s*)?(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html|head|meta|body|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
SPREADSHEET_XML = re.compile(rb"<(\w+:)?Workbook\b|progid=\"Excel\.Sheet\"")


class FileKind(StrEnum):
    """What a file can be."""

    TEXT = "text"
    WORKBOOK = "workbook"
    OLE = "compound document"  # an old or a locked workbook
    PARQUET = "Parquet"
    HTML = "HTML"
    GZIP = "gzip"
    ZIP = "zip"


def is_zip(content: Content) -> bool:
    """Whether the bytes are a zip archive."""
    return content.head(4).startswith(b"PK\x03\x04")


def kind_of(content: Content) -> FileKind:
    """What the bytes are.

    Raises:
        InputError: they are something that holds no tables.
    """
    head = content.head()
    for start, what in OTHERS.items():
        if head.startswith(start):
            raise InputError(f"{content.label} is {what}, which can't be read; {REMEDY}.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(content)
    if head.startswith(b"\x1f\x8b"):
        return FileKind.GZIP
    if head.startswith(OLE):
        return FileKind.OLE
    if head.startswith(b"PAR1"):
        return FileKind.PARQUET
    return _kind_of_text(content, head)


def _kind_of_zip(content: Content) -> FileKind:
    with explained(content.label), content.open() as raw, zipfile.ZipFile(raw) as archive:
        names = set(archive.namelist())
        if "mimetype" in names and "content.xml" in names:
            return FileKind.WORKBOOK
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return FileKind.WORKBOOK
    if "[Content_Types].xml" in names:
        raise InputError(f"{content.label} is an Office document without worksheets; {REMEDY}.")
    return FileKind.ZIP


def _kind_of_text(content: Content, head: bytes) -> FileKind:
    start = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head.decode("utf-16", "replace").encode("utf-8", "replace")
    if HTML.match(start):
        return FileKind.HTML
    if start.lstrip().startswith(b"<?xml"):
        what = "an XML spreadsheet of Excel 2003" if SPREADSHEET_XML.search(start) else "XML"
        raise InputError(f"{content.label} is {what}, which can't be read; {REMEDY}.")
    return FileKind.TEXT
