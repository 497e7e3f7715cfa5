"""When to order and when it arrives."""

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Dates, Floats
from analytics.core.calendar import WEEK_DAYS

_THURSDAY_TO_MONDAY = 3  # 1970-01-01, day 0 of datetime64, was a Thursday


def allowed_weekdays(column: pd.Series) -> list[tuple[int, ...]]:
    """ISO weekdays (1 Monday .. 7 Sunday) on which the supplier takes orders; none given means every day."""
    return [tuple(sorted({int(day) for day in value})) if is_list(value) else () for value in column]


def open_days(days: Dates, weekdays: list[tuple[int, ...]], closures: pd.Series) -> Bools:
    """Whether the supplier of each SKU takes orders on each of the days, SKU x day.

    Args:
        days: dates, ascending.
        weekdays: per SKU, as of `allowed_weekdays`.
        closures: per SKU a list of periods such as 2026-02-16/2026-02-18, both days included; null means none.
    """
    weekday = (days.astype(np.int64) + _THURSDAY_TO_MONDAY) % WEEK_DAYS + 1
    known: dict[tuple[tuple[int, ...], tuple[str, ...]], Bools] = {}
    rows = []
    for allowed, closed in zip(weekdays, closed_periods(closures), strict=True):
        if (allowed, closed) not in known:
            known[allowed, closed] = (np.isin(weekday, allowed) | (not allowed)) & ~_within(days, closed)
        rows.append(known[allowed, closed])
    return np.stack(rows) if rows else np.zeros((0, len(days)), dtype=np.bool_)


def closed_days(days: Dates, closures: pd.Series) -> Bools:
    """Whether each of the days lies in a closure of the SKU's supplier, SKU x day."""
    known: dict[tuple[str, ...], Bools] = {}
    rows = []
    for closed in closed_periods(closures):
        if closed not in known:
            known[closed] = _within(days, closed)
        rows.append(known[closed])
    return np.stack(rows) if rows else np.zeros((0, len(days)), dtype=np.bool_)


def closed_periods(column: pd.Series) -> list[tuple[str, ...]]:
    """The periods of each row; null means none."""
    return [tuple(str(period) for period in value) if is_list(value) else () for value in column]


def is_list(value: object) -> bool:
    """Whether a cell holds a list, not null."""
    return isinstance(value, (list, tuple, np.ndarray))


def _within(days: Dates, periods: tuple[str, ...]) -> Bools:
    inside = np.zeros(len(days), dtype=np.bool_)
    for period in periods:
        first, _, last = period.partition("/")
        inside |= (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D"))
    return inside


def order_by(depletion: Floats, under_way: Floats, is_open: Bools, path_days: int, as_of: np.datetime64) -> Dates:
    """The last day to order so that goods arrive by the projected depletion, never before tomorrow.

    On order days only: the last one in time, else the next one. Without a depletion within the path, the day after
    its end stands in for it.

    Args:
        depletion: days until the projected stock is used up, NaN if later than the path.
        under_way: days from order to arrival.
        is_open: whether the supplier takes orders tomorrow, the day after, ..., SKU x day.
        path_days: length of the path.
        as_of: the last known day.
    """
    days = is_open.shape[1]
    deadline = np.nan_to_num(depletion, nan=path_days + 1) - np.ceil(under_way) - 1  # 0 is tomorrow
    deadline = np.clip(deadline, 0, days - 1).astype(np.int64)
    day = np.arange(days)[None, :]
    in_time = is_open & (day <= deadline[:, None])
    last = days - 1 - in_time[:, ::-1].argmax(axis=1)
    first = np.where(is_open.any(axis=1), is_open.argmax(axis=1), deadline)
    chosen = np.where(in_time.any(axis=1), last, first)
    return np.asarray(as_of + 1 + chosen.astype("timedelta64[D]"))
