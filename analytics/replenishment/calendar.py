"""When to order and when it arrives."""

import numpy as np
import pandas as pd

from analytics.replenishment.inputs import Dates, Floats

WEEK = 7
_THURSDAY_TO_MONDAY = 3  # 1970-01-01, day 0 of datetime64, was a Thursday


def allowed_weekdays(column: pd.Series) -> list[tuple[int, ...]]:
    """ISO weekdays (1 Monday .. 7 Sunday) on which the supplier takes orders; none given means every day."""
    return [
        tuple(sorted({int(day) for day in value})) if isinstance(value, (list, tuple, np.ndarray)) else ()
        for value in column
    ]


def order_by(
    depletion: Floats, lead: Floats, weekdays: list[tuple[int, ...]], path_days: int, as_of: np.datetime64
) -> Dates:
    """The last day to order so that goods arrive by the projected depletion, never before tomorrow.

    On order weekdays only: the last one in time, else the next one. Without a depletion within the path, the day
    after its end stands in for it.

    Args:
        depletion: days until the projected stock is used up, NaN if later than the path.
        lead: lead time, days.
        weekdays: per SKU, as of `allowed_weekdays`.
        path_days: length of the path.
        as_of: the last known day.
    """
    first = as_of + 1
    deadline = as_of + (np.nan_to_num(depletion, nan=path_days + 1.0) - np.ceil(lead)).astype("timedelta64[D]")
    last = np.maximum(deadline, first)
    open_days = np.array(
        [[not days or day in days for day in range(1, WEEK + 1)] for days in weekdays], dtype=bool
    ).reshape(-1, WEEK)
    chosen = np.full(len(lead), np.datetime64("NaT"), dtype="datetime64[D]")
    candidates = [last - step for step in range(WEEK)] + [np.full_like(last, first + step) for step in range(WEEK)]
    for candidate in candidates:
        weekday = (candidate.astype(np.int64) + _THURSDAY_TO_MONDAY) % WEEK
        fits = np.isnat(chosen) & (candidate >= first) & open_days[np.arange(len(lead)), weekday]
        chosen = np.where(fits, candidate, chosen)
    return chosen
