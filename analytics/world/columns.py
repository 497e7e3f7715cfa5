"""Columns of the files, made from day indices, seconds and codes without a loop over rows."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.world.calendar import Calendar
from analytics.world.parameters import Bools, Ints

SECONDS_A_DAY = 86_400


def instants(calendar: Calendar, seconds: Ints, is_known: Bools | None = None) -> pa.Array:
    """Local times without a zone, `seconds` after the world's first midnight; null where not known."""
    times = calendar.dates[0].astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    return pa.array(times, mask=None if is_known is None else ~is_known)


def words(choices: tuple[str, ...] | list[str], index: Ints, is_known: Bools | None = None) -> pa.Array:
    """The chosen words; null where not known."""
    picked = pa.array(index.astype(np.int32), mask=None if is_known is None else ~is_known)
    return pa.array(choices, pa.string()).take(picked)


def numbered(prefix: str, number: Ints, width: int) -> pa.Array:
    """The prefix and each number, filled with zeros."""
    digits = pc.utf8_lpad(pa.array(number).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def dates(calendar: Calendar, day: Ints, is_known: Bools | None = None) -> pa.Array:
    """Dates of day indices, also before the first day; null where not known."""
    return pa.array(calendar.dates[0] + day.astype("timedelta64[D]"), mask=None if is_known is None else ~is_known)
