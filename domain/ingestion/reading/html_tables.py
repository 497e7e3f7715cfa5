"""Tables of HTML pages, which many Korean back offices give out as .xls."""

import html
import re
from collections.abc import Iterator

from domain.ingestion.reading.content import Content, explained
from domain.ingestion.reading.encodings import SAVE_AS, known_encoding, other_encoding, utf_16
from domain.ingestion.reading.sheets import MAX_COLUMNS, RawTable, Row, check_cell, check_width
from kit.errors import InputError

MAX_PAGE_BYTES = 256 << 20
MAX_PAGE_CELLS = 5_000_000
MAX_ROWS_SPANNED = 65_536
MAX_DEPTH = 20
HEAD_BYTES = 4_096
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>", re.IGNORECASE)
DECLARATION = re.compile(r"<[!?][^<>]*>")
SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d{1,9})", re.IGNORECASE)
BREAKS = frozenset({"br", "p", "div"})
NOT_SHOWN = frozenset({"script", "style", "title", "noscript"})

Cells = list[str]


def open_html_tables(content: Content, encoding: str | None = None) -> list[RawTable]:
    """The tables of a page that have text; cells over several rows are repeated in each of them.

    Raises:
        InputError: it is damaged, too large, in no known encoding, or without a table.
    """
    with explained(content.label), content.open() as raw:
        data = raw.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise InputError(
            f"{content.label} is a page of more than {MAX_PAGE_BYTES:,} bytes; save it as .xlsx and import it again."
        )
    taken, text = _decoded(content.label, data, encoding)
    tables = [
        rows
        for rows in _TableReader(content.label).read(DECLARATION.sub("", _without_comments(text)))
        if any(any(cells) for cells in rows)
    ]
    if not tables:
        raise InputError(f"{content.label} is a page without a table; save the table as .xlsx and import it again.")
    several = len(tables) > 1
    return [_table(content, rows, taken, place if several else 0) for place, rows in enumerate(tables, start=1)]


def _table(content: Content, rows: list[Cells], encoding: str, place: int) -> RawTable:
    width = max(map(len, rows))

    def records() -> Iterator[Row]:
        for line, cells in enumerate(rows, start=1):
            if any(cells):
                yield line, [*cells, *[""] * (width - len(cells))]

    name = f"{content.name} {place}" if place else content.name
    return RawTable(name, content.label, len(rows), records, encoding)


def _decoded(label: str, data: bytes, given: str | None) -> tuple[str, str]:
    """The encoding of a page and its text: as a person says, as its letters say, or as the page says."""
    lines = [line for line in re.split(rb"[\r\n>]+", data) if not line.isascii()][:2_000]
    named = CHARSET.search(data[:HEAD_BYTES])
    for encoding in (
        known_encoding(given) if given else None,
        utf_16(data[:HEAD_BYTES]),
        "utf-8-sig",
        other_encoding(lines) if lines else None,
        _known(named[1].decode()) if named else None,
    ):
        if encoding is not None:
            try:
                return encoding, data.decode(encoding)
            except UnicodeDecodeError:
                if given:
                    break
    raise InputError(f"{label} is not text in the given or a known encoding; {SAVE_AS}.")


def _known(name: str) -> str | None:
    try:
        return known_encoding(name)
    except InputError:
        return None


class _Table:
    """A table that is being read: its whole rows, the row and the cell that are open."""

    def __init__(self) -> None:
        self.rows: list[Cells] = []
        self.row: Cells | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.hanging: dict[int, tuple[int, str]] = {}  # column -> rows that are still covered from above, and the text


class _TableReader:
    """Collects the tables of a page, inner ones on their own; in time that grows with the page's size alone."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._tables: list[list[Cells]] = []
        self._open: list[_Table] = []
        self._hidden = ""  # the tag in which nothing is shown, until it is closed
        self._cells = 0

    def read(self, text: str) -> list[list[Cells]]:
        """The tables of a page without comments, as rows of cells."""
        end = 0
        for tag in TAG.finditer(text):
            self._take(text[end : tag.start()])
            end = tag.end()
            name = tag[2].lower()
            if self._hidden:
                self._hidden = "" if tag[1] and name == self._hidden else self._hidden
            elif tag[1]:
                self._end(name)
            else:
                self._start(name, tag[3])
        self._take(text[end:])
        while self._open:
            self._end("table")
        return self._tables

    def _start(self, tag: str, attributes: str) -> None:
        if tag in NOT_SHOWN and not attributes.endswith("/"):
            self._hidden = tag
        elif tag == "table":
            self._open_table()
        elif tag in BREAKS:
            self._take("\n")
        elif tag == "tr" and self._open:
            self._end_row()
            self._open[-1].row = []
        elif tag in {"td", "th"} and self._open:
            self._open_cell(attributes)

    def _end(self, tag: str) -> None:
        if not self._open:
            return
        if tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()
            if tag == "table":
                self._open.pop()

    def _take(self, data: str) -> None:
        """Take the text of a cell."""
        if data and self._open and not self._hidden and (cell := self._open[-1].cell) is not None:
            cell.append(data)

    def _open_table(self) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise InputError(
                f"{self._label} has tables within tables within tables; save the table as .xlsx and import it again."
            )
        table = _Table()
        self._tables.append(table.rows)
        self._open.append(table)

    def _open_cell(self, attributes: str) -> None:
        self._end_cell()
        table = self._open[-1]
        if table.row is None:
            table.row = []
        table.cell = []
        spans = {which.lower(): int(count) for which, count in SPAN.findall(attributes)}
        rows, columns = spans.get("row", 1), spans.get("col", 1)
        table.spans = (min(max(rows, 1), MAX_ROWS_SPANNED), min(max(columns, 1), MAX_COLUMNS))

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None or table.row is None:
            return
        lines = (" ".join(line.split()) for line in html.unescape("".join(table.cell)).split("\n"))
        text = "\n".join(line for line in lines if line)
        line = len(table.rows) + 1
        _fill_from_above(table)
        check_cell(self._label, line, len(table.row) + 1, text)
        rows, columns = table.spans
        for place, covered in enumerate((text, *[""] * (columns - 1)), start=len(table.row)):
            table.row.append(covered)
            if rows > 1:
                table.hanging[place] = (rows, covered)
        check_width(self._label, line, table.row)
        table.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        table = self._open[-1]
        if table.row is None:
            return
        _fill_from_above(table)
        self._cells += len(table.row)
        if self._cells > MAX_PAGE_CELLS:
            raise InputError(
                f"{self._label} is a page of more than {MAX_PAGE_CELLS:,} cells; save it as .xlsx and import it again."
            )
        table.rows.append(table.row)
        table.row = None
        table.hanging = {place: (rows - 1, text) for place, (rows, text) in table.hanging.items() if rows > 1}


def _fill_from_above(table: _Table) -> None:
    """Give the next columns of the row that a cell of an earlier row covers the text of that cell."""
    while table.row is not None and (hanging := table.hanging.get(len(table.row))) is not None:
        table.row.append(hanging[1])


def _without_comments(text: str) -> str:
    shown, start = [], 0
    while (begin := text.find("<!--", start)) >= 0:
        shown.append(text[start:begin])
        end = text.find("-->", begin)
        if end < 0:
            return "".join(shown)
        start = end + len("-->")
    return "".join((*shown, text[start:]))
