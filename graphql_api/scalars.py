"""Scalars that take one spelling of a value and no other.

The libraries' own parsers take NaN, exponents, digits of other scripts, compact and week dates, and times of no zone.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import NewType, TypeVar

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition

DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
MAX_SHOWN_LENGTH = 50
ValueT = TypeVar("ValueT")
Long = NewType("Long", int)
"""A whole number beyond 32 bits, such as the size of a file."""


def parse_decimal(value: object) -> Decimal:
    """A decimal written plainly, as text or as a whole number.

    Raises:
        StrawberryInputCoercionError: it is anything else, NaN, infinite or written with an exponent.
    """
    text = str(value) if type(value) in (int, float) else value
    if not isinstance(text, str) or DECIMAL.fullmatch(text) is None:
        raise _refused("Decimal", value, 'write it like "1250.50", without exponent')
    return Decimal(text)


def parse_date(value: object) -> date:
    """A day written as 2026-05-01.

    Raises:
        StrawberryInputCoercionError: it is written otherwise, or there is no such day.
    """
    return _parsed("Date", DATE, date.fromisoformat, value, "write a day of the calendar like 2026-05-01")


def parse_time(value: object) -> time:
    """A time of day written as 22:30.

    Raises:
        StrawberryInputCoercionError: it is written otherwise, or there is no such time.
    """
    return _parsed("Time", TIME, time.fromisoformat, value, "write a time of day like 22:30")


def parse_instant(value: object) -> datetime:
    """An instant with its zone, written as 2026-05-01T09:00:00Z or with an offset.

    Raises:
        StrawberryInputCoercionError: it is written otherwise, has no zone, or there is no such instant.
    """
    remedy = "write an instant with its zone like 2026-05-01T09:00:00+09:00"
    return _parsed("DateTime", INSTANT, datetime.fromisoformat, value, remedy)


def parse_long(value: object) -> int:
    """A whole number of at most 53 bits, which JSON's readers hold exactly.

    Raises:
        StrawberryInputCoercionError: it is anything else.
    """
    if type(value) is not int or abs(value) >= 2**53:
        raise _refused("Long", value, "write a whole number of at most 53 bits")
    return value


def _parsed(name: str, form: re.Pattern[str], parse: Callable[[str], ValueT], value: object, remedy: str) -> ValueT:
    if not isinstance(value, str) or form.fullmatch(value) is None:
        raise _refused(name, value, remedy)
    try:
        return parse(value)
    except ValueError:
        raise _refused(name, value, remedy) from None


def _refused(name: str, value: object, remedy: str) -> StrawberryInputCoercionError:
    return StrawberryInputCoercionError(f"{str(value)[:MAX_SHOWN_LENGTH]!r} is not a {name}; {remedy}.")


def _iso(value: date | time) -> str:
    return value.isoformat()


DEFINITIONS: dict[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description='A decimal number as text such as "1250.50"; no exponent, at most 20 digits before the point.',
        serialize=str,
        parse_value=parse_decimal,
    ),
    Long: strawberry.scalar(
        name="Long", description="A whole number of at most 53 bits.", serialize=int, parse_value=parse_long
    ),
    date: strawberry.scalar(
        name="Date", description="A day such as 2026-05-01.", serialize=_iso, parse_value=parse_date
    ),
    time: strawberry.scalar(
        name="Time", description="A time of day such as 22:30.", serialize=_iso, parse_value=parse_time
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant such as 2026-05-01T09:00:00+09:00; a zone is needed.",
        serialize=_iso,
        parse_value=parse_instant,
    ),
}
