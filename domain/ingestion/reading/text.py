"""Text with delimiters: find the encoding, the delimiter and damage before anything is loaded, then give lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from domain.ingestion.reading.content import Content, explained
from domain.ingestion.reading.encodings import (
    MIN_GOOD_SHARE,
    SAVE_AS,
    is_surely_asian,
    known_encoding,
    other_encoding,
    shown_encoding,
    utf_16,
)
from domain.ingestion.reading.sheets import RawTable, Row, check_width
from kit.errors import InputError

MAX_LINE_LENGTH = 1 << 20
MAX_SAMPLE_BYTES = 1 << 18
MAX_ROWS = 20_000_000
LINES_LOOKED_AT = 60  # for the delimiter
MAX_CONTROL_SHARE = 0.05
DELIMITERS = (",", ";", "\t", "|")
DECLARATION = "sep="  # what Excel reads as the delimiter, in a line of its own
UTF_8 = "utf-8-sig"
UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class TextShape:
    """How to read a text: its encoding, delimiter, and number of lines (quoted line breaks counted)."""

    encoding: str
    delimiter: str
    lines: int


def open_text_table(content: Content, encoding: str | None = None) -> RawTable:
    """The table in a text with delimiters.

    Args:
        content: the text.
        encoding: its encoding, if a person says which.

    Raises:
        InputError: it is empty, cut short, damaged, or not text in a known encoding.
    """
    shape = inspect(content, encoding)

    def records() -> Iterator[Row]:
        with open_text(content, shape.encoding) as text:
            reader = csv.reader(text, delimiter=shape.delimiter)
            line = 1
            for fields in reader:
                if len(fields) > 1 or (fields and not _is_declaration(line, fields)):  # an empty line is not a row
                    check_width(content.label, line, fields)
                    yield line, fields
                line = reader.line_num + 1

    return RawTable(content.name, content.label, shape.lines, records, shape.encoding, shape.delimiter)


def _is_declaration(line: int, fields: Sequence[str]) -> bool:
    return line == 1 and fields[0].lower().startswith(DECLARATION)


def inspect(content: Content, encoding: str | None = None) -> TextShape:
    """Read a text through once, and detect how it is written.

    Raises:
        InputError: it is empty, cut short, damaged, or not text in a known encoding.
    """
    with explained(content.label):
        taken, lines = _encoding_and_lines(content, encoding)
    if lines > MAX_ROWS:
        raise InputError(f"{content.label} has {lines:,} lines; at most {MAX_ROWS:,} are possible. Split it.")
    with open_text(content, taken) as text:
        first = list(islice(iter(lambda: text.readline(MAX_LINE_LENGTH), ""), LINES_LOOKED_AT))
    if not any(line.strip() for line in first):
        raise InputError(f"{content.label} is empty; a header line with the column names is needed.")
    return TextShape(taken, find_delimiter(first), lines)


def _encoding_and_lines(content: Content, given: str | None) -> tuple[str, int]:
    head = content.head()
    if given is not None:
        encoding = known_encoding(given)
        return encoding, _count_lines(content, encoding, is_given=True)
    wide = utf_16(head)
    if wide is not None:
        return wide, _count_lines(content, wide)
    control = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\f\x1a\x1b")
    if control > len(head) * MAX_CONTROL_SHARE:
        raise InputError(f"{content.label} is not a table or a text; save it as CSV or .xlsx and import it again.")
    return _detected(content)


@contextmanager
def open_text(content: Content, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Open a text; bytes that can't be decoded come out as lone surrogates."""
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    with (
        _text_explained(content.label),
        content.open() as raw,
        io.TextIOWrapper(raw, encoding, errors, newline="") as text,
    ):
        yield text


@contextmanager
def _text_explained(label: str) -> Iterator[None]:
    try:
        with explained(label):
            yield
    except UnicodeError as error:
        raise InputError(f"{label} is not valid UTF-16 text ({error}); save it as UTF-8.") from None
    except csv.Error as error:
        raise InputError(f"{label} is not valid CSV ({error}); look for a quotation mark that is not closed.") from None


@dataclass
class _Utf8Check:
    """The lines of a text: how many, and which are not UTF-8."""

    lines: int = 0
    bad: int = 0
    first_bad: int = 0
    other_good: int = 0
    is_cut: bool = False  # only the last line is bad, because it ends within a letter


def _detected(content: Content) -> tuple[str, int]:
    sample: list[bytes] = []
    check = _check_utf8(content, sample)
    if not check.bad or check.is_cut:
        return UTF_8, check.lines
    is_mostly_good = check.first_bad > 1 and check.bad <= check.lines * (1 - MIN_GOOD_SHARE)
    if is_mostly_good:
        other = None if check.other_good else is_surely_asian(sample)
        return other or UTF_8, check.lines
    is_mixed = check.other_good > check.bad  # a line in another encoding is UTF-8 by chance only
    encoding = None if is_mixed else other_encoding(sample)
    if encoding is None:
        raise InputError(f"{content.label}: line {check.first_bad} is not text in a known encoding; {SAVE_AS}.")
    return encoding, check.lines


def _check_utf8(content: Content, sample: list[bytes]) -> _Utf8Check:
    check, size = _Utf8Check(), 0
    with content.open() as raw:
        while line := raw.readline(MAX_LINE_LENGTH):
            check.lines += 1
            _check_length(content.label, check.lines, line)
            if line.isascii():
                continue
            try:
                line.decode()
                check.other_good += 1
            except UnicodeDecodeError as error:
                check.bad += 1
                check.first_bad = check.first_bad or check.lines
                is_last = not line.endswith(b"\n") and error.reason == "unexpected end of data"
                check.is_cut = check.bad == 1 and is_last and check.lines > 1
                if size < MAX_SAMPLE_BYTES:
                    sample.append(line.rstrip(b"\r\n"))
                    size += len(line)
    return check


def _check_length(label: str, line: int, text: bytes | str) -> None:
    if len(text) == MAX_LINE_LENGTH:
        raise InputError(f"{label}: line {line} is longer than {MAX_LINE_LENGTH:,} bytes; this is not a CSV file.")


def _count_lines(content: Content, encoding: str, *, is_given: bool = False) -> int:
    lines = bad = first_bad = 0
    with open_text(content, encoding) as text:
        while line := text.readline(MAX_LINE_LENGTH):
            lines += 1
            _check_length(content.label, lines, line)
            if is_given and not line.isascii() and UNDECODED.search(line):
                bad, first_bad = bad + 1, first_bad or lines
    if bad > lines * (1 - MIN_GOOD_SHARE):
        name = shown_encoding(encoding)
        raise InputError(f"{content.label}: line {first_bad} is not {name} text; choose another encoding, or none.")
    return lines


def find_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that cuts most of the lines into the same number of columns, and into most of them."""
    first = next((line for line in lines if line.strip()), "").strip()
    declared = first[len(DECLARATION) :] if first.lower().startswith(DECLARATION) else ""
    if declared in DELIMITERS and declared:
        return declared
    return max(DELIMITERS, key=lambda mark: _fit(lines, mark))


def _fit(lines: Sequence[str], mark: str) -> tuple[float, int, int]:
    try:
        widths = [len(fields) for fields in csv.reader(lines, delimiter=mark) if fields]
    except csv.Error:
        return 0.0, 0, 0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 0, 0
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return round(count / len(widths), 1), width, sum(widths)
