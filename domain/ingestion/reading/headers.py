"""Which line of a table is its header, and which other lines are not rows: titles, blanks, notices and totals."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from domain.ingestion.description import LinesSetAside
from domain.ingestion.reading.sheets import RawTable, Row, Sheet
from kit.errors import InputError

LINES_LOOKED_AT = 40
MIN_FILLED_SHARE = 0.6  # of the usual width: titles fill less
MAX_TEXT_LENGTH = 200
IsHeader = Callable[[Sequence[str]], bool]

NUMBER = re.compile(
    r"[-+(]?\s*[^\w\s]?\s*\d[\d.,\s'%)-]*(\s?(원|건|개|종|행|명|ea|pcs|items?|rows?|units?))?", re.IGNORECASE
)
ALWAYS_TOTAL = re.compile(
    r"(합계|총계|소계|총합|총합계|누계|전체합계|월계|일계|grandtotal|subtotal|gesamtsumme|zwischensumme)"
    r"([:(].*)?"
)
TOTAL_OF_NUMBERS = re.compile(r"(계|total|totals|sum|summe|gesamt|計|合計|小計|総計)([:(].*)?")
DECORATION = str.maketrans("", "", "[]<>【】*-=")
NOTICE = re.compile(
    r"\s*([※*■□▶►●◆]|#(?!\d)|\[?(주의|참고|안내|비고|출력일|조회|note|notice|hinweis)\b)", re.IGNORECASE
)
DATE = re.compile(r"\d{4}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}")
PRINTED_AT = re.compile(r"\d{4}[-./]\s?\d{1,2}[-./]\s?\d{1,2}\.?\s+(오전|오후|am|pm)?\s*\d{1,2}:\d{2}.*", re.IGNORECASE)
SUSPECT = frozenset("합총소누전월일계gGsStTzZ計合小総※*■□▶►●◆#[<(【=-주참안비출조nNhH0123456789") | {""}
"""With what the first cell begins of every line that may be set aside; all others are rows at first sight."""


def sheet_of(table: RawTable, is_header: IsHeader | None, offset: int = 0) -> Sheet:
    """A table with its header found.

    Args:
        table: the lines of cells.
        is_header: whether cells are the column names that a caller knows; it wins over the guess.
        offset: the lines of earlier tables of the file.

    Raises:
        InputError: the table has no line with text.
    """
    first = list(islice(table.records(), LINES_LOOKED_AT))
    place = _header_place([fields for _, fields in first], is_header)
    if place is None:
        raise InputError(f"{table.label} is empty; a header line with the column names is needed.")
    header_line, cells = first[place]
    header = tuple(name.strip() for name in _without_end(cells))
    set_aside = LinesSetAside()
    for line, fields in first[:place]:
        if text := _text(fields):
            set_aside.add(offset + line, "TITLE", text)

    def rows() -> Iterator[Row]:
        return _rows(table, header_line, len(header), offset, set_aside)

    return Sheet(
        table.name,
        header,
        offset + header_line,
        max(table.lines - header_line, 0),
        rows,
        set_aside,
        table.encoding,
        table.delimiter,
    )


def _without_end(cells: Sequence[str]) -> Sequence[str]:
    """Cells without the empty ones at the end."""
    end = len(cells)
    while end > 1 and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _text(fields: Sequence[str]) -> str:
    return " ".join(" ".join(fields).split())[:MAX_TEXT_LENGTH]


def _header_place(lines: Sequence[Sequence[str]], is_header: IsHeader | None) -> int | None:
    filled = [[text for cell in cells if (text := cell.strip())] for cells in lines]
    if is_header is not None:
        for place, cells in enumerate(lines):
            if filled[place] and is_header([cell.strip() for cell in cells]):
                return place
    some = [place for place, texts in enumerate(filled) if texts]
    if not some:
        return None
    needed = max(_usual_width(filled) * MIN_FILLED_SHARE, 1)
    fitting = [place for place in some if len(filled[place]) >= needed]
    named = [place for place in fitting if place != some[0] and _looks_like_names(filled[place])]
    if some[0] not in fitting:
        return next(iter(named), some[0])
    after = [place for place in named[:1] if _has_values(filled[place + 1 : place + 2])]
    return after[0] if after and _is_dated_title(filled[some[0]]) else some[0]


def _is_dated_title(texts: Sequence[str]) -> bool:
    """Whether one cell of several is a date: a title in several cells; of columns by day there are more."""
    return sum(DATE.match(text) is not None for text in texts) == 1


def _has_values(lines: Sequence[Sequence[str]]) -> bool:
    return any(NUMBER.fullmatch(text) or DATE.match(text) for texts in lines for text in texts)


def _usual_width(filled: Sequence[Sequence[str]]) -> int:
    """How many cells most lines fill; of equally frequent widths the larger."""
    widths = [len(texts) for texts in filled if texts]
    return max(set(widths), key=lambda width: (widths.count(width), width))


def _looks_like_names(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts) and not any(NUMBER.fullmatch(text) for text in texts)


def _rows(table: RawTable, header_line: int, width: int, offset: int, set_aside: LinesSetAside) -> Iterator[Row]:
    for number, cells in table.records():
        if number <= header_line:
            continue
        line, fields = offset + number, cells
        if len(fields) > width and not any(field.strip() for field in fields[width:]):
            fields = fields[:width]
        first = fields[0].strip()
        if first[:1] in SUSPECT and (reason := _reason(first, fields, width)):
            set_aside.add(line, reason, _text(fields))
        else:
            yield line, fields


def _reason(first: str, fields: Sequence[str], width: int) -> str | None:
    """Why a line is not a row; None if it is one."""
    filled = [text for field in fields if (text := field.strip())] if not first or len(fields) > 1 else [first]
    if not filled:
        return "BLANK"
    shown = unicodedata.normalize("NFKC", filled[0][:MAX_TEXT_LENGTH]).casefold()
    word = "".join(shown.split()).translate(DECORATION)
    if ALWAYS_TOTAL.fullmatch(word):
        return "TOTAL" if width > 1 else None
    if TOTAL_OF_NUMBERS.fullmatch(word) and width > 1 and all(NUMBER.fullmatch(text) for text in filled[1:]):
        return "TOTAL"
    if len(filled) == 1 and width > 2 and (NOTICE.match(filled[0]) or PRINTED_AT.fullmatch(filled[0])):
        return "NOTICE"
    return None
