"""Decide the formats of a sheet's columns in one pass over all its rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.ingestion.contract import Kind
from domain.ingestion.description import Question, QuestionKind
from domain.ingestion.formats import numbers, times
from domain.ingestion.formats.numbers import Mark, NumberShapes
from domain.ingestion.formats.times import TimeShapes
from domain.ingestion.options import DateOrder

NUMBERS: frozenset[Kind] = frozenset({"integer", "money", "rate"})
TIMES: frozenset[Kind] = frozenset({"date", "instant"})

Convert = Callable[[str], str]


@dataclass(frozen=True)
class ColumnFormat:
    """How a column is written: the function to canonical text (None: unchanged), and in words, if it says anything.

    `question` is what its cells leave open. A number is then read with a decimal point; a date can't be read.
    """

    convert: Convert | None = None
    description: str | None = None
    question: Question | None = None


def decide(
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    kinds: Mapping[int, Kind],
    *,
    zone: ZoneInfo,
    delimiter: str | None = None,
    date_order: DateOrder | None = None,
    decimal_mark: Mark | None = None,
) -> dict[int, ColumnFormat]:
    """The format of each column of numbers or times, by its place.

    Args:
        header: the names of all columns.
        rows: all rows of the sheet; those of another width are passed over.
        kinds: what the columns at these places become.
        zone: of the company; the days of times that name a zone of their own are cut in it.
        delimiter: between the columns of a text file: a semicolon hints at a decimal comma.
        date_order: of day, month and year, as a person says.
        decimal_mark: as a person says.
    """
    number_shapes = {place: NumberShapes.empty() for place, kind in kinds.items() if kind in NUMBERS}
    time_shapes = {place: TimeShapes() for place, kind in kinds.items() if kind in TIMES}
    shapes: list[tuple[int, NumberShapes | TimeShapes]] = [*number_shapes.items(), *time_shapes.items()]
    width = len(header)
    for _line, fields in rows:
        if len(fields) == width:
            for place, shape in shapes:
                shape.add(fields[place])
    return {
        **_numbers(header, number_shapes, kinds, delimiter, decimal_mark),
        **_times(header, time_shapes, kinds, zone, date_order),
    }


def _numbers(
    header: Sequence[str],
    shapes: Mapping[int, NumberShapes],
    kinds: Mapping[int, Kind],
    delimiter: str | None,
    given: Mark | None,
) -> dict[int, ColumnFormat]:
    votes = {place: shape.evidence(is_integer=kinds[place] == "integer") for place, shape in shapes.items()}
    formats = {}
    for place, shape in shapes.items():
        others = [vote for other, vote in votes.items() if other != place]
        mark, is_sure = (given, True) if given else numbers.decide_mark(votes[place], others, delimiter)
        is_open = not is_sure and any(_is_point_group(text) for text in shape.counts)
        if shape.is_plain and mark == "." and not is_open:
            formats[place] = ColumnFormat()
            continue
        formats[place] = ColumnFormat(
            numbers.converter(header[place], mark, is_share=kinds[place] == "rate"),
            numbers.WRITTEN[mark] if votes[place] else None,
            Question(QuestionKind.NUMBER_FORMAT, header[place]) if is_open else None,
        )
    return formats


def _is_point_group(shape: str) -> bool:
    """Whether a cell may be thousands with a point. Only that is open: a comma before three digits groups them."""
    before, point, after = numbers.cleaned(shape).lstrip("+-").partition(".")
    return bool(point) and len(after) == 3 and 1 <= len(before) <= 3 and before != "0"


def _times(
    header: Sequence[str],
    shapes: Mapping[int, TimeShapes],
    kinds: Mapping[int, Kind],
    zone: ZoneInfo,
    given: DateOrder | None,
) -> dict[int, ColumnFormat]:
    formats = {}
    for place, shape in shapes.items():
        is_date = kinds[place] == "date"
        if shape.is_canonical(is_date=is_date):
            formats[place] = ColumnFormat()
            continue
        order = times.decide_order(shape, [other for other in shapes.values() if other is not shape], given)
        is_unknown = shape.is_open and order is None
        formats[place] = ColumnFormat(
            times.converter(order, is_date=is_date, is_serial=shape.is_numbers, zone=zone),
            times.described(order, shape),
            Question(QuestionKind.DATE_ORDER, header[place], tuple(shape.samples)) if is_unknown else None,
        )
    return formats
