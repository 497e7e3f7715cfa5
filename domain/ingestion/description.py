"""What would become of a file if it were imported: shown before anything is loaded, by command line and console."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class QuestionKind(StrEnum):
    """What a file does not say by itself, so that a person must."""

    PASSWORD = "PASSWORD"  # noqa: S105 a question, not a secret
    MAPPING = "MAPPING"  # no profile fits: which column is which field
    DATE_ORDER = "DATE_ORDER"  # 03/04/2026: day or month first
    NUMBER_FORMAT = "NUMBER_FORMAT"  # 1.250: one thousand or one and a quarter
    STATUS_WORDS = "STATUS_WORDS"  # words of a status column that are not known


class WarningKind(StrEnum):
    """What can be loaded but is probably not meant."""

    CASE_ONLY = "CASE_ONLY"  # codes that differ in case only
    LEADING_ZEROS = "LEADING_ZEROS"  # codes that differ in leading zeros only
    EXCEL_NUMBER = "EXCEL_NUMBER"  # codes such as 8.80951E+12


@dataclass(frozen=True)
class ColumnSample:
    """A column of the file, its first three values, and the field it becomes (`orders.ordered_at`), if known."""

    name: str
    values: tuple[str, ...]
    field: str | None = None
    format: str | None = None  # how its numbers or dates are written, such as `1.234,56` or `DD/MM/YYYY`


@dataclass(frozen=True)
class Question:
    """What is asked, of which column, and the words or cells that it is about."""

    kind: QuestionKind
    column: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeWarning:
    """Codes that are probably not meant as they stand."""

    kind: WarningKind
    codes: tuple[str, ...]


@dataclass(frozen=True)
class SetAside:
    """A line that is not a row: a title, a notice, a total, or what a shop does not buy (tips, shipping)."""

    line: int
    reason: str  # TITLE, NOTICE, TOTAL, BLANK, ZERO_QUANTITY, NOT_GOODS
    text: str


MAX_LINES_SHOWN = 100


@dataclass
class LinesSetAside:
    """Lines that are not rows: counted by reason, and the first of them. A line that is read again counts once."""

    counts: Counter[str] = field(default_factory=Counter)
    first: list[SetAside] = field(default_factory=list)
    last_line: int = 0

    def add(self, line: int, reason: str, text: str) -> None:
        """Count a line; lines come in their order, however often the file is read."""
        if line <= self.last_line:
            return
        self.last_line = line
        self.counts[reason] += 1
        if len(self.first) < MAX_LINES_SHOWN:
            self.first.append(SetAside(line, reason, text))

    def extend(self, other: "LinesSetAside") -> None:
        """Add the lines of another part of the file."""
        self.counts.update(other.counts)
        self.first = [*self.first, *other.first][:MAX_LINES_SHOWN]


@dataclass(frozen=True)
class Preview:
    """The first rows of a canonical table as they would be loaded, and how many would be refused by reason."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: dict[str, int]


@dataclass(frozen=True)
class Description:
    """How one file would be read. It can be imported when there are no questions."""

    file: str
    profile: str | None
    encoding: str | None
    header_line: int
    rows: int
    columns: tuple[ColumnSample, ...]
    previews: tuple[Preview, ...] = ()
    questions: tuple[Question, ...] = ()
    warnings: tuple[CodeWarning, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
