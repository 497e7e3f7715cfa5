"""The calendar that models join: public holidays and paydays, known long ahead."""

from collections.abc import Sequence
from datetime import date, timedelta

import holidays
import pyarrow as pa

WEEKDAYS = 5
LOOKAHEAD_DAYS = 400
SCHEMA = pa.schema(
    [
        ("ds", pa.date32()),
        ("is_holiday", pa.bool_()),
        ("holiday_name", pa.string()),
        ("is_payday", pa.bool_()),
        ("days_to_next_holiday", pa.int32()),
        ("days_to_next_payday", pa.int32()),
    ]
)


def calendar_days(start: date, end: date, country: str, paydays: Sequence[int] = (10, 25)) -> pa.Table:
    """One row per day from `start` to `end`, both included.

    Args:
        start: first day.
        end: last day.
        country: ISO 3166 code whose public holidays count.
        paydays: days of the month on which wages are paid (10 and 25 are the usual ones in Korea); one that is not a
            working day is moved to the last working day before it.

    Returns:
        `ds` date; `is_holiday`; `holiday_name` (null on other days); `is_payday`; `days_to_next_holiday` and
        `days_to_next_payday`: days to the next one after this day, at least 1, null if there is none within 400 days.
    """
    last = end + timedelta(days=LOOKAHEAD_DAYS)
    free = holidays.country_holidays(country, years=range(start.year, last.year + 2))
    paid = {_working_day(day, free) for day in _days(start, last + timedelta(days=31)) if day.day in paydays}
    next_holiday, next_payday = _gaps(start, last, set(free)), _gaps(start, last, paid)
    days = _days(start, end)
    columns = [
        days,
        [day in free for day in days],
        [free.get(day) for day in days],
        [day in paid for day in days],
        [next_holiday[day] for day in days],
        [next_payday[day] for day in days],
    ]
    return pa.table(columns, schema=SCHEMA)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def _working_day(day: date, free: holidays.HolidayBase) -> date:
    while day in free or day.isoweekday() > WEEKDAYS:
        day -= timedelta(days=1)
    return day


def _gaps(start: date, last: date, marked: set[date]) -> dict[date, int | None]:
    """Days from each day to the next marked one after it."""
    gaps: dict[date, int | None] = {}
    upcoming: date | None = None
    for day in reversed(_days(start, last)):
        gaps[day] = (upcoming - day).days if upcoming else None
        upcoming = day if day in marked else upcoming
    return gaps
