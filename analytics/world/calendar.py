"""The days of a world: weekdays, Korean public holidays, supplier closures and the days goods can arrive."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from analytics.world.parameters import Bools, Floats, Ints, Parameters

# Days beyond the end that orders under way, closures and planned promotions may reach into.
DAYS_BEYOND = 400
LONG_HOLIDAY_DAYS = 3
SUMMER_CLOSURE = ((8, 1), 5)
PAYDAYS = (10, 25)
SUNDAY = 6


@dataclass(frozen=True)
class Calendar:
    """Arrays over days: index 0 is the world's first day; they run `DAYS_BEYOND` days past its last.

    `weekday` counts from Monday = 0. `next_open` is the first day index, from the given one on, on which the
    warehouse receives goods (no Sundays, no public holidays).
    """

    dates: np.ndarray[tuple[int], np.dtype[np.datetime64]]
    weekday: Ints
    day_of_year: Floats
    is_holiday: Bools
    is_payday: Bools
    next_open: Ints
    long_holidays: tuple[tuple[date, date], ...]


def make_calendar(parameters: Parameters) -> Calendar:
    """The calendar of a world, in Korea."""
    dates = np.arange(parameters.days + DAYS_BEYOND) + np.datetime64(parameters.start, "D")
    listed = [date.fromisoformat(str(day)) for day in dates]
    known = holidays.country_holidays("KR", years=range(listed[0].year, listed[-1].year + 1))
    is_holiday = np.array([day in known for day in listed])
    weekday = np.array([day.weekday() for day in listed])
    return Calendar(
        dates=dates,
        weekday=weekday,
        day_of_year=np.array([float(day.timetuple().tm_yday) for day in listed]),
        is_holiday=is_holiday,
        is_payday=np.array([day.day in PAYDAYS for day in listed]),
        next_open=_next_open(is_holiday | (weekday == SUNDAY)),
        long_holidays=tuple(_runs(sorted(known))),
    )


def _next_open(is_closed: Bools) -> Ints:
    index = np.where(is_closed, len(is_closed) - 1, np.arange(len(is_closed)))
    return np.minimum.accumulate(index[::-1])[::-1]


def _runs(days: list[date]) -> list[tuple[date, date]]:
    """Stretches of at least `LONG_HOLIDAY_DAYS` holidays in a row: the lunar new year and Chuseok."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return [run for run in runs if (run[1] - run[0]).days + 1 >= LONG_HOLIDAY_DAYS]


def closures(calendar: Calendar, rests_in_summer: bool) -> list[tuple[date, date]]:
    """The closed periods of a supplier, both days included: long holidays, and a summer rest for some."""
    periods = list(calendar.long_holidays)
    if rests_in_summer:
        (month, day), length = SUMMER_CLOSURE
        years = sorted({first.year for first, _ in calendar.long_holidays})
        firsts = [date(year, month, day) for year in years]
        periods += [(first, first + timedelta(days=length - 1)) for first in firsts]
    return sorted(periods)


def closed_days(calendar: Calendar, periods: list[tuple[date, date]]) -> Bools:
    """For each day of the calendar, whether it lies in one of the periods."""
    closed = np.zeros(len(calendar.dates), dtype=np.bool_)
    for first, last in periods:
        closed |= (calendar.dates >= np.datetime64(first)) & (calendar.dates <= np.datetime64(last))
    return closed
