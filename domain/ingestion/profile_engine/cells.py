"""Expressions of a profile as functions of a line's cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase

from domain.ingestion.columns import folded
from domain.ingestion.description import LinesSetAside
from domain.ingestion.formats.columns import ColumnFormat, Convert
from domain.ingestion.lines import with_single_blanks
from domain.ingestion.profile_engine.model import (
    Constant,
    Expression,
    FirstFilled,
    IsStocked,
    Named,
    NotGoods,
    Quotient,
    SourceProfile,
    StatusOf,
    StockTime,
    Template,
)
from domain.ingestion.reading.sheets import Sheet
from domain.ingestion.status_words import fold

Cells = Sequence[str]
Cell = Callable[[Cells], str]
RANKS = {"PLACED": 0, "PAID": 1, "SHIPPED": 2, "DELIVERED": 3, "CANCELLED": 4}
CENTS = Decimal("0.01")
MAX_REMEMBERED = 200_000


def combined(statuses: Sequence[str]) -> str:
    """One status of several: cancelled wins, otherwise the furthest; an unknown word counts least."""
    return max((status for status in statuses if status), key=lambda status: RANKS.get(status, -1), default="")


def _status_of(words: Sequence[str], known: Mapping[str, str]) -> str:
    """The status of one or several words; an unknown word as it is written, if there is none that is known."""
    return combined([known.get(fold(word), word.strip()) for word in words if word.strip()])


@dataclass(frozen=True)
class Reading:
    """A sheet read by a profile: where its columns are, how their values are written, what was found on the way.

    `status_words` are folded. `places`, `formats` by place; `converters` are by the names of the profile.
    """

    sheet: Sheet
    profile: SourceProfile
    places: Mapping[str, int]
    formats: Mapping[int, ColumnFormat] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=dict)
    not_goods_words: tuple[str, ...] = ()
    stock_time: str = ""
    set_aside: LinesSetAside = field(default_factory=LinesSetAside)

    @property
    def converters(self) -> dict[str, Convert]:
        """How the texts of columns become canonical ones, by the names of the profile."""
        found = {name: self.formats[place].convert for name, place in self.places.items() if place in self.formats}
        return {name: convert for name, convert in found.items() if convert is not None}


class CellReader:
    """Makes the functions for the columns of a sheet."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._converters = reading.converters
        self._words = tuple(dict.fromkeys((*reading.profile.not_goods.words, *reading.not_goods_words)))

    def cell(self, expression: Expression) -> Cell | None:
        """The function for an expression; None if the file has none of its columns."""
        match expression:
            case Constant(text):
                return lambda _cells: text
            case StockTime():
                return lambda _cells: self._reading.stock_time
            case Named(name):
                return self.named(name)
            case _:
                return self._made(expression)

    def _made(self, expression: Expression) -> Cell | None:
        match expression:
            case FirstFilled(parts):
                return _first_filled([cell for part in parts if (cell := self.cell(part))])
            case Template(text, names):
                return self._template(text, names)
            case StatusOf(names, cancelled_if):
                return self._status(names, cancelled_if)
            case IsStocked():
                return self._is_stocked(self._reading.profile.not_goods)
            case Quotient(amount, by):
                return _quotient(self.cell(amount), self.cell(by))
            case _:
                return None  # a line number: it depends on the lines before

    def named(self, name: str) -> Cell | None:
        """The function for a column."""
        place = self._reading.places.get(name)
        if place is None:
            return None
        convert = self._converters.get(name)
        if convert is not None:
            return lambda cells: convert(cells[place])
        empty = self._reading.profile.empty.get(name)
        if empty is None:
            return lambda cells: with_single_blanks(cells[place])
        return lambda cells: "" if folded(cells[place]) in empty else with_single_blanks(cells[place])

    def _template(self, text: str, names: Sequence[str]) -> Cell | None:
        found = [self.named(name) for name in names]
        if not any(found):
            return None
        cells = [cell or _nothing for cell in found]
        known: dict[tuple[str, ...], str] = {}

        def value(line: Cells) -> str:
            key = tuple([cell(line) for cell in cells])
            made = known.get(key)
            if made is None:
                filled = text.format(**dict(zip(names, key, strict=True))) if any(key) else ""
                made = " ".join(filled.split()).strip("- /")
                if len(known) < MAX_REMEMBERED:
                    known[key] = made
            return made

        return value

    def _status(self, names: Sequence[str], cancelled_if: str | None) -> Cell | None:
        words = [cell for name in names if (cell := self.named(name))]
        cancelled = self.named(cancelled_if) if cancelled_if else None
        if not words and cancelled is None:
            return None
        statuses, known = self._reading.status_words, dict[tuple[str, ...], str]()

        def value(line: Cells) -> str:
            if cancelled is not None and cancelled(line):
                return "CANCELLED"
            key = tuple([word(line) for word in words])
            status = known.get(key)
            if status is None:
                status = _status_of(key, statuses)
                if len(known) < MAX_REMEMBERED:
                    known[key] = status
            return status

        return value

    def _is_stocked(self, not_goods: NotGoods) -> Cell | None:
        names = [cell for name in not_goods.names if (cell := self.named(name))]
        marks = [(cell, frozenset(words)) for name, words in not_goods.marks.items() if (cell := self.named(name))]
        if not names and not marks:
            return None
        known: dict[str, bool] = {}

        def is_word(text: str) -> bool:
            found = known.get(text)
            if found is None:
                plain = " ".join(text.casefold().split())
                found = any(fnmatchcase(plain, word) for word in self._words)
                if len(known) < MAX_REMEMBERED:
                    known[text] = found
            return found

        def value(line: Cells) -> str:
            is_none = any(folded(cell(line)) in words for cell, words in marks) or any(
                is_word(cell(line)) for cell in names
            )
            return "no" if is_none else ""

        return value


def _nothing(_cells: Cells) -> str:
    return ""


def _first_filled(cells: Sequence[Cell]) -> Cell | None:
    if len(cells) <= 1:
        return cells[0] if cells else None

    def value(line: Cells) -> str:
        for cell in cells:
            if text := cell(line):
                return text
        return ""

    return value


def _quotient(amount: Cell | None, by: Cell | None) -> Cell | None:
    if amount is None:
        return None
    divisor = by or _nothing

    def value(line: Cells) -> str:
        text = amount(line)
        try:
            parts = Decimal(divisor(line) or "1")
            return str((Decimal(text) / parts).quantize(CENTS)) if parts and text else text
        except ArithmeticError:
            return text  # not a number: refused by its column

    return value
