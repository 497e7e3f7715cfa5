"""Days and times of a column: in which order it writes day, month and year, and each cell as an ISO time."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from domain.ingestion.options import DateOrder

MAX_REMEMBERED = 100_000
MAX_SHAPES = 20_000
NINES = str.maketrans("012345678", "999999999")
CANONICAL_DATE = re.compile(r"9999-99-99")
CANONICAL_INSTANT = re.compile(r"9999-99-99([T ]99:99(:99(\.9{1,9})?)? ?(Z|[+-]99(:?99)?)?)?")
EXCEL_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 a day of the calendar, in no zone
MIN_YEAR, MAX_YEAR = 1000, 9998  # a time zone can be taken off without leaving the calendar
PIVOT_YEAR = 70  # two digits below it are of this century
FAR = 5
SERIAL_DIGITS = 5
ORDERS: tuple[DateOrder, ...] = ("YMD", "DMY", "MDY")
WRITTEN: dict[DateOrder, str] = {"YMD": "YY-MM-DD", "DMY": "DD-MM-YYYY", "MDY": "MM-DD-YYYY"}
ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("KST", "JST"), 9),
    **dict.fromkeys(("CET", "BST", "WEST"), 1),
    **dict.fromkeys(("CEST", "EET"), 2),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    "EDT": -4,
    "PST": -8,
}
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: month for month, name in enumerate(MONTH_NAMES, start=1)} | {"mai": 5, "okt": 10, "dez": 12}
MORNING = {"오전", "am", "a.m.", "午前", "上午"}
AFTERNOON = {"오후", "pm", "p.m.", "午後", "下午"}

_HALF = r"오전|오후|午前|午後|上午|下午|[AaPp]\.?[Mm]\.?"
_TIME = re.compile(
    rf"(?:(?P<before>{_HALF})\s*)?(?P<hour>\d{{1,2}})(?::|시\s*)(?P<minute>\d{{1,2}})분?"
    rf"(?:[:\s]\s*(?P<second>\d{{1,2}})초?(?:[.,](?P<part>\d{{1,9}}))?)?(?:\s*(?P<after>{_HALF}))?"
)
_ZONE = re.compile(r"\s*\(?(?P<name>Z|UTC|GMT|[A-Z]{3,4})?(?P<offset>[+-]\d{2}(?::?\d{2})?|[+-]\d)?\)?")
_USUAL = re.compile(
    r"([12]\d{3})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?",
    re.ASCII,  # read at once: most cells of large files are such times
)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})\s*[-./年년]\s*(?P<m>\d{1,2})\s*[-./月월]\s*(?P<d>\d{1,2})\s*[.日일]?")
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<time>\d{4}(?:\d{2})?))?(?=$|\s*(?:Z|UTC|GMT|[+-]\d))"
    r"|(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})(?=[T ])"
)
_TRIPLE = re.compile(r"(?P<a>\d{1,2})\s*(?P<mark>[-./])\s*(?P<b>\d{1,2})\s*[-./]\s*(?P<c>\d{4}|\d{2})(?!\d)\.?")
_MONTH_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?[-\s](?P<m>[A-Za-z]{3,9})\.?,?[-\s](?P<y>\d{4}|\d{2})"
    r"|(?P<m2>[A-Za-z]{3,9})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4}))"
)
_WEEKDAY = re.compile(r"\s*\(?[월화수목금토일](?:요일)?\)?(?=\s|$)")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_EPOCH = re.compile(r"1\d{9}(\d{3})?(\.\d+)?")

Triple = tuple[int, int, int, bool]
"""Three numbers of a date as written, and whether the last has four digits."""


@dataclass
class TimeShapes:
    """What the cells of a column look like: shapes, and the dates whose order of day, month and year is open."""

    shapes: set[str] = field(default_factory=set)
    triples: set[Triple] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)  # some cells, when they are numbers only
    is_numbers: bool = True
    samples: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Take a cell into account."""
        shape = text.translate(NINES)
        if shape in self.shapes and shape.startswith("9999"):
            return
        if not text.strip():
            return
        if len(self.shapes) < MAX_SHAPES:
            self.shapes.add(shape)
        plain = _plain(text)
        if self.is_numbers:
            self.is_numbers = bool(_SERIAL.fullmatch(plain) or _EPOCH.fullmatch(plain))
        if (found := _TRIPLE.match(plain)) and len(self.triples) < MAX_SHAPES:
            year = found["c"]
            self.triples.add((int(found["a"]), int(found["b"]), int(year), len(year) == 4))
            self.marks.add(found["mark"])
            if len(self.samples) < 3:
                self.samples.append(text.strip())

    def is_canonical(self, *, is_date: bool) -> bool:
        """Whether all cells are ISO days or times already."""
        form = CANONICAL_DATE if is_date else CANONICAL_INSTANT
        return all(form.fullmatch(shape.strip()) for shape in self.shapes)

    def orders(self) -> tuple[DateOrder, ...]:
        """The orders of day, month and year in which every date of the column exists."""
        return tuple(order for order in ORDERS if all(_day(triple, order) for triple in self.triples))

    @property
    def is_open(self) -> bool:
        """Whether the column has dates whose order has to be decided."""
        return bool(self.triples)


def decide_order(own: TimeShapes, others: Iterable[TimeShapes], given: DateOrder | None) -> DateOrder | None:
    """The order of day, month and year of a column; None if nothing decides it.

    What a person says wins; then the dates of the column, of which none may be impossible; then those of the file's
    other columns; then how close together the dates are (26.06.15 and 26.06.30 are two weeks apart, or fifteen years);
    then points between the numbers with the year last, which are written where the day comes first.
    """
    possible = own.orders()
    if not own.is_open or given is not None:
        return given
    if len(possible) == 1:
        return possible[0]
    for other in others:
        shared = [order for order in other.orders() if order in possible]
        if other.is_open and len(shared) == 1:
            return shared[0]
    close = _without_far_years(own.triples, possible)
    if len(close) == 1:
        return close[0]
    is_year_last = all(is_long for *_, is_long in own.triples)
    return "DMY" if own.marks == {"."} and is_year_last and "DMY" in possible else None


def _without_far_years(triples: Iterable[Triple], orders: Sequence[DateOrder]) -> Sequence[DateOrder]:
    """The orders without those that take a day for a year, so that the dates span five times the days or more."""
    spans: dict[DateOrder, int] = {}
    for order in orders:
        days = [day for triple in triples if (day := _day(triple, order))]
        spans[order] = (max(days) - min(days)).days
    last = [order for order in orders if order != "YMD"]
    if len(last) == len(orders) or not last:
        return orders
    if 0 < FAR * spans["YMD"] <= min(spans[order] for order in last):
        return ["YMD"]
    return last if 0 < FAR * max(spans[order] for order in last) <= spans["YMD"] else orders


def _day(triple: Triple, order: DateOrder) -> date | None:
    first, second, third, is_long = triple
    if order == "YMD":
        return None if is_long else _date(_century(first), second, third)
    day, month = (first, second) if order == "DMY" else (second, first)
    return _date(third if is_long else _century(third), month, day)


def _century(year: int) -> int:
    return year + (2000 if year < PIVOT_YEAR else 1900)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if MIN_YEAR <= year <= MAX_YEAR else None
    except ValueError:
        return None


def converter(order: DateOrder | None, *, is_date: bool, is_serial: bool, zone: tzinfo) -> Callable[[str], str]:
    """The function from a cell to an ISO day or time; other text is left unchanged.

    Args:
        order: of day, month and year, where the year doesn't come first with four digits.
        is_date: the column holds days: a time is cut off, in `zone` if it names its own.
        is_serial: the column holds numbers only: Excel's days since 1899-12-30, or seconds (milliseconds) since 1970.
        zone: of the company.
    """
    known: dict[str, str] = {}

    def convert(text: str) -> str:
        value = known.get(text)
        if value is None:
            read = _of_number(text) if is_serial else _of_text(text, order)
            value = text if read is None else _shown(read, is_date=is_date, zone=zone)
            if len(known) < MAX_REMEMBERED:
                known[text] = value
        return value

    return convert


def _shown(read: datetime, *, is_date: bool, zone: tzinfo) -> str:
    if is_date:
        return (read.astimezone(zone) if read.tzinfo else read).date().isoformat()
    return read.isoformat(sep=" ")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _of_number(text: str) -> datetime | None:
    plain = _plain(text)
    if _SERIAL.fullmatch(plain):
        return EXCEL_DAY_0 + timedelta(seconds=round(float(plain) * 86_400))
    if _EPOCH.fullmatch(plain):
        seconds = float(plain) / (1000 if len(plain.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    return None


def _of_usual(text: str) -> datetime | None:
    """The time in a text of the most frequent form; None for all others."""
    found = _USUAL.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups(default="0"))
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 the file's own time, in no zone yet
    except ValueError:
        return None


def _of_text(text: str, order: DateOrder | None) -> datetime | None:
    if (usual := _of_usual(text)) is not None:
        return usual
    plain = _plain(text)
    for reading in (_year_first, _compact, _month_named, _triple):
        found = reading(plain, order)
        if found is not None:
            day, rest = found
            return _with_time(day, rest) if day else None
    return None


Found = tuple[date | None, str]


def _year_first(text: str, _order: DateOrder | None) -> Found | None:
    found = _YEAR_FIRST.match(text)
    return found and (_date(int(found["y"]), int(found["m"]), int(found["d"])), text[found.end() :])


def _compact(text: str, _order: DateOrder | None) -> Found | None:
    found = _COMPACT.match(text)
    if not found:
        return None
    parts = [int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d")]
    digits = found["time"]
    rest = ":".join(digits[place : place + 2] for place in range(0, len(digits), 2)) if digits else ""
    return _date(*parts), rest + text[found.end() :]


def _month_named(text: str, _order: DateOrder | None) -> Found | None:
    found = _MONTH_NAMED.match(text)
    if not found:
        return None
    month = MONTHS.get((found["m"] or found["m2"])[:3].lower())
    year = int(found["y"] or found["y2"])
    if month is None:
        return None
    day = _date(year if year >= 100 else _century(year), month, int(found["d"] or found["d2"]))
    return day, text[found.end() :]


def _triple(text: str, order: DateOrder | None) -> Found | None:
    found = _TRIPLE.match(text)
    if not found or order is None:
        return None
    triple = (int(found["a"]), int(found["b"]), int(found["c"]), len(found["c"]) == 4)
    return _day(triple, order), text[found.end() :]


def _with_time(day: date, rest: str) -> datetime | None:
    """The day with the time that follows it; None if what follows is neither a time nor a zone."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 the file's own time, in no zone yet
    rest = _WEEKDAY.sub("", rest, count=1).strip(" ,").removeprefix("T")
    if not rest:
        return midnight
    found = _TIME.match(rest)
    if not found:
        return None
    time = _time(found)
    zone = _zone(rest[found.end() :])
    if time is None or zone is None:
        return None
    moment = midnight + time
    return moment if zone is _NO_ZONE else (moment - zone).replace(tzinfo=UTC)


def _time(found: re.Match[str]) -> timedelta | None:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found["before"] or found["after"] or "").lower()
    if half and not 1 <= hour <= 12 and not (hour == 0 and half in MORNING) and half not in AFTERNOON:
        return None
    if half in AFTERNOON and hour < 12:
        hour += 12
    elif half in MORNING and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    part = (found["part"] or "").ljust(6, "0")[:6]
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=int(part))


_NO_ZONE = timedelta.max


def _zone(text: str) -> timedelta | None:
    """How far ahead of UTC: `_NO_ZONE` for none, None for other text."""
    found = _ZONE.fullmatch(text)
    if not found or (found["name"] and found["name"] not in ZONES):
        return None
    if not found["name"] and not found["offset"]:
        return _NO_ZONE if not text.strip() else None
    ahead = timedelta(hours=ZONES.get(found["name"] or "Z", 0))
    if not found["offset"]:
        return ahead
    sign, digits = found["offset"][0], found["offset"][1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:2]), int(digits[2:]))
    return (timedelta(hours=hours, minutes=minutes)) * (-1 if sign == "-" else 1)


def described(order: DateOrder | None, shapes: TimeShapes) -> str | None:
    """How a column writes its dates, for a person, where that is not plain from each cell alone."""
    if shapes.is_numbers and shapes.shapes:
        days = all(len(shape.strip().partition(".")[0]) == SERIAL_DIGITS for shape in shapes.shapes)
        return "serial days of Excel" if days else "seconds or milliseconds since 1970"
    if order is None or not shapes.is_open:
        return None
    mark = next(iter(shapes.marks)) if len(shapes.marks) == 1 else "-"
    return WRITTEN[order].replace("-", mark)
