"""A table in a file, and its raw lines before it is known where its header is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.ingestion.description import LinesSetAside
from kit.errors import InputError

MAX_COLUMNS = 16_384  # of a worksheet of Excel
MAX_CELL_LENGTH = 1 << 20
MAX_CELLS = 25_000_000  # of tables that are held in memory as a whole
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class RawTable:
    """Lines of cells as the file has them, without empty ones.

    `label` names the table in messages. `lines` is how many there are at most. `records` streams them with their
    numbers: of text the first physical line of each, otherwise the row's number; counted from 1 within the table.
    """

    name: str
    label: str
    lines: int
    records: Callable[[], Iterator[Row]]
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A table in a file: its column names, how many rows it has (at most), and how to stream them.

    `rows` gives data rows only. Titles above the header, blank lines, notices and totals are in `set_aside`: those
    below the header once the rows were read. Line numbers continue those of earlier tables of the same file.
    `encoding` and `delimiter` are of text.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    total: int
    rows: Callable[[], Iterator[Row]]
    set_aside: LinesSetAside = field(default_factory=LinesSetAside)
    encoding: str | None = None
    delimiter: str | None = None


def check_width(label: str, line: int, fields: Sequence[str]) -> None:
    """Refuse a line with more columns than any spreadsheet has.

    Raises:
        InputError: there are too many columns.
    """
    if len(fields) > MAX_COLUMNS:
        raise InputError(
            f"{label}: row {line} has {len(fields):,} columns; at most {MAX_COLUMNS:,} are possible. Remove some."
        )


def check_cell(label: str, line: int, column: int, text: str) -> None:
    """Refuse a cell that is too long to be one.

    Raises:
        InputError: the text is too long.
    """
    if len(text) > MAX_CELL_LENGTH:
        raise InputError(
            f"{label}: the cell in row {line}, column {column} is longer than {MAX_CELL_LENGTH:,} characters;"
            " shorten it."
        )
