"""How much to order: enough for the service level on sampled demand paths, and at least the economic order."""

from dataclasses import dataclass

import numpy as np

from analytics.core.arrays import Floats, Ints, take
from analytics.replenishment.economy import MAX_COVER_DAYS, Economy
from analytics.replenishment.outlook import Inbound, Outlook
from analytics.replenishment.paths import Cycle, Paths, sample
from analytics.replenishment.quantity import Limits, orderable

RATE_DAYS = 28.0


@dataclass(frozen=True)
class Situation:
    """What is known when an order may be placed, one entry per SKU.

    Args:
        ahead: expected demand.
        cycle: when this order and the next one would arrive.
        available: units on hand less reserved.
        inbound: units on their way.
        v, c: spread of the demand.
        doubt: what doubtful data widen its standard deviation by, 1 or more.
        economy: money at stake.
        set_level: service level as set; NaN where the profit-optimal one is used.
        fallback_level: taken where the paying one is wanted and costs are not known.
    """

    ahead: Outlook
    cycle: Cycle
    available: Floats
    inbound: Inbound
    v: Floats
    c: Floats
    doubt: Floats
    economy: Economy
    set_level: Floats
    fallback_level: Floats

    def with_certain_data(self, rows: Ints) -> "Situation":
        """Some SKUs as they would be planned if their data were certain."""
        names = ("ahead", "cycle", "available", "v", "c", "economy", "set_level", "fallback_level")
        same = {name: take(getattr(self, name), rows) for name in names}
        return Situation(**same, inbound=self.inbound.of(rows), doubt=np.ones(len(rows)))


@dataclass(frozen=True)
class Target:
    """What to aim at, one entry per SKU.

    Args:
        service_level: probability that no demand is lost from this order's arrival to the next one's.
        need: whole units wanted so; zero or less: enough is there.
        doubt: units of the need that are owed to doubtful data.
        lot: economic order quantity, 0 where it is not known.
        paths: the sampled paths that `need` was found on.
    """

    service_level: Floats
    need: Floats
    doubt: Floats
    lot: Floats
    paths: Paths


def target(situation: Situation, bounds: Limits) -> Target:
    """Find the need of each SKU.

    The need may be below zero: so many units are there beyond the level, but never more than stock and arrivals. Doubt
    about the data never lowers it, although a wider spread would where the wanted level is low.
    """
    cycle = situation.cycle
    start = situation.ahead.mean_until(cycle.arrival)
    rate = (situation.ahead.mean_until(cycle.arrival + RATE_DAYS) - start) / RATE_DAYS
    later = np.maximum(situation.ahead.mean_until(cycle.arrival + MAX_COVER_DAYS) - start, 0)
    lot = np.minimum(situation.economy.lot(rate), np.floor(later))
    order = orderable(np.maximum(lot, 1.0), bounds)
    days = np.clip(order / np.maximum(rate, 1e-9), cycle.review, np.maximum(MAX_COVER_DAYS, cycle.review))
    paying = situation.economy.profit_optimal_level(days)
    wanted = np.where(np.isnan(situation.set_level), paying, situation.set_level)
    level = np.where(np.isnan(wanted), situation.fallback_level, wanted)
    paths = _sampled(situation)
    position = situation.available + situation.inbound.due_within(cycle.protection)
    least = np.minimum(-position, 0)
    need = paths.quantity_for(level, least)
    trusted = need.copy()
    doubted = np.flatnonzero(situation.doubt > 1)
    if len(doubted):
        plain = _sampled(situation.with_certain_data(doubted))
        trusted[doubted] = plain.quantity_for(level[doubted], least[doubted])
    need = np.maximum(need, trusted)
    return Target(level, need, need - trusted, lot, paths)


def _sampled(situation: Situation) -> Paths:
    v, c = situation.v * situation.doubt**2, situation.c * situation.doubt
    return sample(situation.ahead, situation.cycle, situation.available, situation.inbound, v=v, c=c)
