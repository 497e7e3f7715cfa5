"""Tables of HTML pages, which many Korean systems export under the name of a workbook."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from domain.ingestion.reading.content import Content, explained
from domain.ingestion.reading.encodings import SAVE_AS, known_encoding, other_encoding, utf_16
from domain.ingestion.reading.sheets import MAX_CELLS, RawTable, Row, check_cell, check_width
from domain.ingestion.reading.text import open_text
from kit.errors import InputError

DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
READ_CHARACTERS = 1 << 18
SAMPLE_BYTES = 1 << 18
MAX_SPAN = 1_000
UNSEEN = frozenset({"script", "style", "template"})
BREAKS = frozenset({"br", "p", "div", "li"})


@dataclass
class _Table:
    """A table that is being read: its finished rows, the row and the cell at hand, and what cells above reach into."""

    rows: list[list[str]] = field(default_factory=list)
    row: list[str] | None = None
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    reaching: dict[int, tuple[int, str]] = field(default_factory=dict)  # column -> rows left, text

    def start_row(self) -> None:
        """Begin a row; an open one ends."""
        self.end_row()
        self.row = []

    def start_cell(self, spans: tuple[int, int]) -> None:
        """Begin a cell; an open one ends."""
        self.end_cell()
        if self.row is None:
            self.row = []
        self.cell, self.spans = [], spans

    def end_cell(self) -> None:
        """Put the cell's text into the row; further columns that it spans are empty."""
        if self.cell is None or self.row is None:
            return
        text, (columns, rows) = " ".join("".join(self.cell).split()), self.spans
        self._fill_from_above(self.row)
        for place in range(columns):
            if rows > 1:
                self.reaching[len(self.row)] = (rows - 1, text if place == 0 else "")
            self.row.append(text if place == 0 else "")
        self.cell = None

    def _fill_from_above(self, row: list[str]) -> None:
        while (above := self.reaching.pop(len(row), None)) is not None:
            left, text = above
            if left > 1:
                self.reaching[len(row)] = (left - 1, text)
            row.append(text)

    def end_row(self) -> None:
        """End the row."""
        self.end_cell()
        if self.row:
            self._fill_from_above(self.row)
            self.rows.append(self.row)
        self.row = None


class _Tables(HTMLParser):
    """Collects the tables of a page, also those within other tables."""

    def __init__(self, label: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Table] = []
        self._label = label
        self._open: list[_Table] = []
        self._unseen = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell."""
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.found.append(_Table())
            self._open.append(self.found[-1])
        elif self._open and tag == "tr":
            self._open[-1].start_row()
        elif self._open and tag in {"td", "th"}:
            given = dict(attrs)
            self._start_cell(_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag in BREAKS:
            self.handle_data(" ")

    def _start_cell(self, columns: int, rows: int) -> None:
        self._cells += columns
        table = self._open[-1]
        if self._cells > MAX_CELLS:
            raise InputError(f"{self._label} has too many cells for a page; save it as CSV and import that.")
        table.start_cell((columns, rows))
        check_width(self._label, len(table.rows) + 1, table.row or [])

    def handle_endtag(self, tag: str) -> None:
        """End a table, row or cell."""
        if tag in UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif self._open and tag == "tr":
            self._open[-1].end_row()
        elif self._open and tag in {"td", "th"}:
            self._check_cell(self._open[-1])
            self._open[-1].end_cell()
        elif self._open and tag == "table":
            self._open.pop().end_row()

    def _check_cell(self, table: _Table) -> None:
        for text in table.cell or []:
            check_cell(self._label, len(table.rows) + 1, len(table.row or []) + 1, text)

    def handle_data(self, data: str) -> None:
        """Add text to the cell."""
        if self._open and self._open[-1].cell is not None and not self._unseen:
            self._open[-1].cell.append(data)

    def close(self) -> None:
        """End what the page left open."""
        super().close()
        while self._open:
            self._open.pop().end_row()


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.strip().isdecimal() else 1


def open_html_tables(content: Content, encoding: str | None = None) -> list[RawTable]:
    """The tables of a page that have more than one row and column, or its only ones.

    Args:
        content: the page.
        encoding: its encoding, if a person says which; otherwise the one that it declares, or that is detected.

    Raises:
        InputError: it has no table, or is damaged.
    """
    with explained(content.label):
        taken = known_encoding(encoding) if encoding else _detected(content)
    tables = _Tables(content.label)
    with open_text(content, taken) as text:
        while characters := text.read(READ_CHARACTERS):
            tables.feed(characters)
        tables.close()
    filled = [table.rows for table in tables.found if any(any(row) for row in table.rows)]
    wide = [rows for rows in filled if len(rows) > 1 and max(map(len, rows)) > 1] or filled[:1]
    if not wide:
        raise InputError(
            f"{content.label} is an HTML page without a table; save it as CSV or .xlsx and import it again."
        )
    return [_table(content, place, rows, taken) for place, rows in enumerate(wide, start=1)]


def _detected(content: Content) -> str:
    """The encoding: what the page declares counts only if all of it is in that."""
    head = content.head()
    declared = DECLARED.search(head)
    named = [declared[1].decode()] if declared and _is_known(declared[1].decode()) else []
    for encoding in [wide] if (wide := utf_16(head)) else [*named, "utf-8"]:
        if _is_all_in(content, known_encoding(encoding)):
            return known_encoding(encoding)
    lines = [line for line in content.head(SAMPLE_BYTES).splitlines()[:-1] if not line.isascii()]
    found = other_encoding(lines) if lines else None
    if found is None:
        raise InputError(f"{content.label} is not text in a known encoding; {SAVE_AS}.")
    return found


def _is_known(encoding: str) -> bool:
    try:
        known_encoding(encoding)
    except InputError:
        return False
    return True


def _is_all_in(content: Content, encoding: str) -> bool:
    try:
        with content.open() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            while text.read(READ_CHARACTERS):
                pass
    except UnicodeError:
        return False
    return True


def _table(content: Content, place: int, rows: list[list[str]], encoding: str) -> RawTable:
    width = max(map(len, rows))

    def records() -> Iterator[Row]:
        for line, row in enumerate(rows, start=1):
            if any(row):
                yield line, row + [""] * (width - len(row))

    return RawTable(f"{content.name} {place}", content.label, len(rows), records, encoding)
