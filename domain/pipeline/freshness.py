"""How old the data behind the published figures are: the one rule for header, recommendations, orders and `/readyz`."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

DataState = Literal["FRESH", "LATE", "STALE"]


@dataclass(frozen=True, slots=True)
class FreshnessLimits:
    """From how many days on data are no longer fresh, and no longer to be relied on."""

    late_after_days: int
    stale_after_days: int


@dataclass(frozen=True, slots=True)
class DataAge:
    """Age of data: `until` is the last business day that they know, `days` how many days before today it is."""

    until: date
    days: int
    state: DataState


def data_age(until: date, today: date, limits: FreshnessLimits) -> DataAge:
    """Judge data that end on a business day.

    Yesterday's data are a day old. A night for an earlier day than it could be, or orders that stop before the night's
    day, count alike: what matters is the last day that is known.
    """
    days = max((today - until).days, 0)
    state: DataState = "FRESH"
    if days > limits.stale_after_days:
        state = "STALE"
    elif days > limits.late_after_days:
        state = "LATE"
    return DataAge(until, days, state)
