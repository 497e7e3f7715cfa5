"""Expected demand and stock in the days ahead: cumulative means, units due, the day the stock runs out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Dates, Floats, Ints
from analytics.replenishment.inputs import dates, floats, require
from kit.errors import FaultError

TAIL_DAYS = 28  # four whole weeks, so that the rate beyond the path is free of the weekday


@dataclass(frozen=True)
class Outlook:
    """Cumulative expected units at the end of day 0 (zero), 1, ... of the path, and units a day beyond its end."""

    cumulative: Floats
    rate_beyond: Floats

    @property
    def days(self) -> int:
        """Length of the path."""
        return int(self.cumulative.shape[1]) - 1

    def mean_until(self, horizon: Floats) -> Floats:
        """Expected units of the first `horizon` days (SKU or SKU x node, fractions interpolated)."""
        inside = np.clip(horizon, 0, self.days)
        day = np.minimum(inside.astype(np.int64), self.days - 1)
        rows = np.arange(len(self.cumulative)).reshape(-1, *([1] * (horizon.ndim - 1)))
        below, above = self.cumulative[rows, day], self.cumulative[rows, day + 1]
        beyond = np.maximum(horizon - self.days, 0) * self.rate_beyond[rows]
        return np.asarray(below + (inside - day) * (above - below) + beyond)


def outlook(path: Floats, discontinued_on: Dates, as_of: date) -> Outlook:
    """Add up the daily means; after the last day on sale nothing more is expected of a SKU."""
    until_end = (discontinued_on - np.datetime64(as_of, "D")).astype(np.float64)
    until_end = np.where(np.isnat(discontinued_on), np.inf, until_end)
    day = np.arange(1, path.shape[1] + 1)
    living = expected(np.where(day[None, :] <= until_end[:, None], path, 0.0))
    rate = expected(path).rate_beyond
    return Outlook(living.cumulative, np.where(until_end <= path.shape[1], 0.0, rate))


def expected(path: Floats) -> Outlook:
    """Add up the daily means; beyond the path its last four weeks go on."""
    cumulative = np.concatenate([np.zeros((len(path), 1)), np.cumsum(path, axis=1)], axis=1)
    tail = path[:, -TAIL_DAYS:]
    return Outlook(cumulative, tail.sum(axis=1) / max(tail.shape[1], 1))


@dataclass(frozen=True)
class Inbound:
    """Units on their way: row of the SKU, days until arrival (>= 1), units; and which SKUs have overdue ones."""

    rows: Ints
    offsets: Floats
    units: Floats
    is_overdue: Bools

    def waves(self) -> Iterator[tuple[Ints, Floats, Floats]]:
        """First arrivals of every SKU that has any, then second ones, ...: rows, offsets, units; a row once a wave."""
        order = np.lexsort((self.offsets, self.rows))
        rows, offsets, units = self.rows[order], self.offsets[order], self.units[order]
        number = np.arange(len(rows)) - np.searchsorted(rows, rows)
        for wave in range(int(number.max(initial=-1)) + 1):
            chosen = number == wave
            yield rows[chosen], offsets[chosen], units[chosen]

    def of(self, chosen: Ints) -> "Inbound":
        """What is on its way of some SKUs, given once each in ascending order."""
        place = np.minimum(np.searchsorted(chosen, self.rows), len(chosen) - 1)
        mine = chosen[place] == self.rows if len(chosen) else np.zeros(len(self.rows), dtype=np.bool_)
        return Inbound(place[mine], self.offsets[mine], self.units[mine], self.is_overdue[chosen])

    def due_within(self, horizon: Floats) -> Floats:
        """Units that arrive in the first `horizon` days, one number per SKU."""
        arrives = self.offsets <= horizon[self.rows]
        return np.bincount(self.rows[arrives], self.units[arrives], minlength=len(horizon)).astype(np.float64)

    def by_day(self, days: int) -> Floats:
        """Cumulative units arrived by the end of day 1 .. `days`, SKU x day."""
        return np.cumsum(self.arriving(days), axis=1)

    def arriving(self, days: int) -> Floats:
        """Units arriving on day 1 .. `days`, SKU x day."""
        arriving = np.zeros((len(self.is_overdue), days))
        near = self.offsets <= days
        np.add.at(arriving, (self.rows[near], self.offsets[near].astype(np.int64) - 1), self.units[near])
        return arriving


def inbound_units(inbound: pd.DataFrame, ids: pd.Index, lead: Floats, as_of: date) -> Inbound:
    """Place units on their way in time: without a date one lead time from now; overdue ones tomorrow.

    Raises:
        FaultError: a column is missing, or units are negative, not whole or not known.
    """
    require(inbound, "inbound", ["unique_id", "expected_on", "units"])
    rows = ids.get_indexer(pd.Index(inbound["unique_id"]))
    expected, units = dates(inbound["expected_on"])[rows >= 0], floats(inbound["units"])[rows >= 0]
    rows = rows[rows >= 0].astype(np.int64)
    wrong = ~((units >= 0) & (units == np.floor(units)) & np.isfinite(units))
    if bool(wrong.any()):
        sku, amount = ids[rows[wrong][0]], units[wrong][0]
        raise FaultError(f"SKU {sku} has {amount} units in the frame 'inbound'; whole units, not below 0, are needed.")
    stated = (expected - np.datetime64(as_of, "D")).astype(np.float64)
    offsets = np.where(np.isnat(expected), np.ceil(lead[rows]), stated)
    late = ~np.isnat(expected) & (stated < 1) & (units > 0)
    is_overdue = np.bincount(rows[late], minlength=len(ids)) > 0
    return Inbound(rows, np.maximum(offsets, 1.0), units, is_overdue)


def depletion_days(available: Floats, arrived: Floats, ahead: Outlook) -> Floats:
    """First day (1 = tomorrow) at whose end the projected stock is used up; NaN if not within the path or unknown.

    Args:
        available: on hand minus reserved, NaN where the stock is not known.
        arrived: cumulative inbound by day, SKU x day of the path.
        ahead: cumulative expected demand.
    """
    projected = available[:, None] + arrived - ahead.cumulative[:, 1:]
    is_empty = projected <= 1e-9  # noqa: PLR2004  rounding of sums of floats
    first = np.argmax(is_empty, axis=1) + 1.0
    return np.where(is_empty.any(axis=1), first, np.nan)
