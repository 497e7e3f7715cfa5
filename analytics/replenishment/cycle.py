"""When an order would leave, arrive, and be followed by the next one: lead times laid on the supplier's calendar."""

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Floats, Ints
from analytics.replenishment.calendar import allowed_weekdays, closed_days, open_days
from analytics.replenishment.lead_time import Times
from analytics.replenishment.paths import Cycle

LOOK_AHEAD_DAYS = 60


def order_cycle(terms: pd.DataFrame, times: Times, as_of: np.datetime64) -> Cycle:
    """Days from tomorrow morning to the arrival of an order placed at the next opportunity, and to the next arrival.

    An order leaves on the supplier's order days outside its closures, tomorrow at the earliest; what is under way
    in a closure waits it out. The next order leaves a review time later, again on an order day.
    """
    longest = int(np.max(times.review + np.ceil(times.lead), initial=0)) + LOOK_AHEAD_DAYS
    days = as_of + np.arange(1, longest + 1)
    is_open = open_days(days, allowed_weekdays(terms["order_weekdays"]), terms["closures"])
    waits = np.cumsum(closed_days(days, terms["closures"]), axis=1, dtype=np.int64)
    first = _next_open(is_open, np.zeros(len(terms)))
    following = _next_open(is_open, first + times.review)
    arrival = _arrival(first, times.lead, waits)
    later = np.maximum(_arrival(following, times.lead, waits), arrival + 1)
    return Cycle(arrival, times.lead_sd, later - arrival)


def _next_open(is_open: Bools, since: Floats) -> Floats:
    """First open day on or after `since` (0 = tomorrow); `since` itself if there is none in sight."""
    later = is_open & (np.arange(is_open.shape[1])[None, :] >= since[:, None])
    return np.where(later.any(axis=1), later.argmax(axis=1), since).astype(np.float64)


def _arrival(leaves: Floats, lead: Floats, waits: Ints) -> Floats:
    """Days from tomorrow until goods that leave then are there, closed days on the way added."""
    last = waits.shape[1] - 1
    rows = np.arange(len(leaves))
    before = waits[rows, np.minimum(leaves, last).astype(np.int64)]
    on_the_way = waits[rows, np.minimum(np.ceil(leaves + lead), last).astype(np.int64)] - before
    return np.asarray(leaves + lead + on_the_way)
