"""How much to order: enough for the service level on sampled demand paths, and at least the economic order."""

from dataclasses import dataclass

import numpy as np

from analytics.core.arrays import Floats, Ints, take
from analytics.core.distribution import Spread
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
        spread: of the demand.
        data_uncertainty: what uncertain data widen its standard deviation by, 1 or more.
        economy: money at stake.
        set_level: service level as set; NaN where the profit-optimal one is used.
        fallback_level: taken where the profit-optimal one is wanted and costs are not known.
    """

    ahead: Outlook
    cycle: Cycle
    available: Floats
    inbound: Inbound
    spread: Spread
    data_uncertainty: Floats
    economy: Economy
    set_level: Floats
    fallback_level: Floats

    def with_certain_data(self, rows: Ints) -> "Situation":
        """Some SKUs as they would be planned if their data were certain."""
        names = ("ahead", "cycle", "available", "spread", "economy", "set_level", "fallback_level")
        same = {name: take(getattr(self, name), rows) for name in names}
        return Situation(**same, inbound=self.inbound.of(rows), data_uncertainty=np.ones(len(rows)))


@dataclass(frozen=True)
class OrderUpToLevel:
    """How many units to have, one entry per SKU.

    Args:
        service_level: probability that no demand is lost from this order's arrival to the next one's.
        need: whole units wanted so; zero or less: enough is there.
        data_uncertainty: units of the need that are owed to uncertain data.
        lot: economic order quantity, 0 where it is not known.
        paths: the sampled paths that `need` was found on.
    """

    service_level: Floats
    need: Floats
    data_uncertainty: Floats
    lot: Floats
    paths: Paths


def order_up_to_level(situation: Situation, bounds: Limits) -> OrderUpToLevel:
    """Find the need of each SKU.

    The need may be below zero: so many units are there beyond the level, but never more than stock and arrivals.
    Uncertain data never lower it, although a wider spread would where the wanted level is low.
    """
    cycle = situation.cycle
    start = situation.ahead.mean_until(cycle.arrival)
    rate = (situation.ahead.mean_until(cycle.arrival + RATE_DAYS) - start) / RATE_DAYS
    later = np.maximum(situation.ahead.mean_until(cycle.arrival + MAX_COVER_DAYS) - start, 0)
    lot = np.minimum(situation.economy.lot(rate), np.floor(later))
    order = orderable(np.maximum(lot, 1.0), bounds)
    days = np.clip(order / np.maximum(rate, 1e-9), cycle.review, np.maximum(MAX_COVER_DAYS, cycle.review))
    profit_optimal = situation.economy.profit_optimal_level(days)
    wanted = np.where(np.isnan(situation.set_level), profit_optimal, situation.set_level)
    level = np.where(np.isnan(wanted), situation.fallback_level, wanted)
    paths = _sampled(situation)
    position = situation.available + situation.inbound.due_within(cycle.protection)
    minimum = np.minimum(-position, 0)
    need = paths.quantity_for(level, minimum)
    certain = need.copy()
    uncertain = np.flatnonzero(situation.data_uncertainty > 1)
    if len(uncertain):
        plain = _sampled(situation.with_certain_data(uncertain))
        certain[uncertain] = plain.quantity_for(level[uncertain], minimum[uncertain])
    need = np.maximum(need, certain)
    return OrderUpToLevel(level, need, need - certain, lot, paths)


def _sampled(situation: Situation) -> Paths:
    spread = situation.spread.widened(situation.data_uncertainty)
    return sample(situation.ahead, situation.cycle, situation.available, situation.inbound, spread)
