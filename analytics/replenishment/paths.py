"""Sampled demand paths: what stock there will be when an order arrives, and what the days after it will want.

Sales lost in a stock-out do not come back, so stock is followed along each path and never falls below zero by new
demand. Demand is taken period by period between arrivals: inside a period only its total matters. The paths are
points of a low-discrepancy lattice pushed through inverse distribution functions, the same points for every SKU, so
that a result depends on the SKU's own inputs alone and a longer lead time can only lower the stock at its end.

On a path the lead time is drawn once, and a common error `G` (lognormal, mean 1, standard deviation `c`) once for all
days; given it, demand of a period with mean m is negative binomial with variance v·m·G. The total over any period
then has the forecast's own mean m and variance v·m + (c·m)².

Source:
    Zipkin, P. (2008), Old and new methods for lost-sales inventory systems, Operations Research 56(5), section 3
    (myopic policies); Korobov, N. M. (1959), The approximate computation of multiple integrals (the lattice).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from analytics.core.arrays import Floats, take
from analytics.core.distribution import Spread, cdf, expected_excess, quantile
from analytics.replenishment.outlook import Inbound, Outlook

PATHS = 97
_GENERATOR = 67  # of all for 97 points, the one with the least centred discrepancy in the first three dimensions
_PERIODS = 6  # dimensions of the points for periods between arrivals; further ones use them again, turned
_TURN = 0.618033988749895
_LAST = 0


def _points() -> Floats:
    """Points in the unit cube, path x dimension (lead time, common error, then the periods): a Korobov lattice.

    Each dimension alone is laid out evenly.
    """
    powers = np.array([pow(_GENERATOR, power, PATHS) for power in range(2 + _PERIODS)])
    return np.asarray(((np.arange(PATHS)[:, None] * powers) % PATHS + 0.5) / PATHS)


_UNIFORM = _points()


@dataclass(frozen=True)
class Cycle:
    """When an order would arrive and the one after it, in days from now; one entry per SKU."""

    arrival: Floats
    arrival_sd: Floats
    review: Floats

    @property
    def protection(self) -> Floats:
        """Days that an order placed now must cover: until the order after it arrives."""
        return self.arrival + self.review


@dataclass(frozen=True)
class Paths:
    """SKU x path, units.

    Args:
        stock: there at the order's arrival, arrivals until the next order's arrival included; below zero if owed.
        lost: demand that finds no stock before the order arrives.
        mean: expected demand from the order's arrival to the next one's, common error included.
        variance_ratio: variance of that demand per unit of its mean, one per SKU.
    """

    stock: Floats
    lost: Floats
    mean: Floats
    variance_ratio: Floats

    def service(self, quantity: Floats) -> Floats:
        """P(no demand is lost from this order's arrival to the next one's) if so many units are ordered."""
        there = self.stock + quantity[:, None]
        return np.asarray(cdf(there, self.mean, self.variance_ratio[:, None] * self.mean).mean(axis=1))

    def stockout(self) -> Floats:
        """P(some demand is lost until the next order's arrival) if nothing is ordered."""
        kept = cdf(self.stock, self.mean, self.variance_ratio[:, None] * self.mean)
        return np.asarray(1 - np.where(self.lost > 0, 0.0, kept).mean(axis=1))

    def shortage(self, quantity: Floats) -> Floats:
        """Expected units of demand that are lost from this order's arrival to the next one's."""
        there = np.maximum(self.stock + quantity[:, None], 0)
        return np.asarray(expected_excess(there, self.mean, self.variance_ratio[:, None] * self.mean).mean(axis=1))

    def quantity_for(self, level: Floats, minimum: Floats) -> Floats:
        """Smallest whole quantity, not below `minimum`, with `service(quantity) >= level`; both one per SKU."""
        low = np.ceil(minimum)
        high = np.maximum(low, np.ceil((self.mean * 2 - self.stock).max(axis=1)) + 1)
        active = np.flatnonzero(self.service(high) < level)
        while len(active):
            low[active], high[active] = high[active] + 1, high[active] + np.maximum(2 * np.abs(high[active]), 8)
            active = active[take(self, active).service(high[active]) < level[active]]
        active = np.flatnonzero(low < high)
        while len(active):
            middle = np.floor((low[active] + high[active]) / 2)
            enough = take(self, active).service(middle) >= level[active]
            high[active] = np.where(enough, middle, high[active])
            low[active] = np.where(enough, low[active], middle + 1)
            active = active[low[active] < high[active]]
        return np.asarray(high)


def sample(ahead: Outlook, cycle: Cycle, available: Floats, inbound: Inbound, spread: Spread) -> Paths:
    """Follow the stock of each SKU to the arrival of an order placed now.

    Args:
        ahead: expected demand.
        cycle: arrival times.
        available: on hand less reserved; below zero is owed to customers.
        inbound: units on their way.
        spread: of the demand; its noise share is that of the common error.
    """
    until = np.maximum(cycle.arrival[:, None] + cycle.arrival_sd[:, None] * special.ndtri(_UNIFORM[:, 0]), 0)
    common = _common_error(spread.noise_share)
    stock = np.tile(available[:, None], (1, PATHS))
    lost, begin, demanded = np.zeros_like(stock), np.zeros_like(stock), np.zeros_like(stock)
    for number, (rows, offsets, units) in enumerate(inbound.waves()):
        end = np.minimum(offsets[:, None] - 1, until[rows])
        total = take(ahead, rows).mean_until(end)
        mean = (total - demanded[rows]) * common[rows]
        stock[rows], gone = _sell(stock[rows], _demand(number + 1, mean, spread.variance_ratio[rows]))
        lost[rows] += gone
        comes = offsets[:, None] - 1 < until[rows] + cycle.review[rows, None]
        # What arrives between this order and the next is counted as there from the beginning.
        is_early = offsets[:, None] - 1 <= until[rows]
        stock[rows] += np.where(is_early, units[:, None], 0)
        begin[rows] += np.where(comes & ~is_early, units[:, None], 0)
        demanded[rows] = total
    before = ahead.mean_until(until)
    stock, gone = _sell(stock, _demand(_LAST, (before - demanded) * common, spread.variance_ratio))
    after = ahead.mean_until(until + cycle.review[:, None]) - before
    return Paths(stock + begin, lost + gone, np.maximum(after, 0) * common, spread.variance_ratio)


def _common_error(noise_share: Floats) -> Floats:
    """Quantiles of a lognormal distribution with mean 1 and standard deviation c; 1 where c is 0."""
    sigma = np.sqrt(np.log1p(noise_share**2))[:, None]
    drawn = np.exp(sigma * special.ndtri(_UNIFORM[:, 1]))
    return np.asarray(drawn / drawn.mean(axis=1, keepdims=True))


def _demand(period: int, mean: Floats, variance_ratio: Floats) -> Floats:
    """Demand of a period on every path: quantiles at the period's own points."""
    points = np.broadcast_to((_UNIFORM[:, 2 + period % _PERIODS] + period // _PERIODS * _TURN) % 1, mean.shape)
    mean = np.maximum(mean, 0)
    return quantile(points, mean, variance_ratio[:, None] * mean)


def _sell(stock: Floats, demand: Floats) -> tuple[Floats, Floats]:
    """Stock after the demand, and the units lost; what is owed stays owed."""
    sold = np.minimum(demand, np.maximum(stock, 0))
    return stock - sold, demand - sold
