"""Policies order on the same days against the same demand and delivery times, and what comes of it is counted.

A day runs: deliveries arrive in the morning, customers buy what there is and the rest is lost, and in the evening
the policy may order where it is a review day. An order of the evening of day t with lead time L is there on the
morning of day t + 1 + L. Policies receive only what was known that evening.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from analytics.core.arrays import Bools, Floats, Ints
from kit.errors import FaultError

Books = npt.NDArray[np.float32]  # one cell a variant, SKU and day


@dataclass(frozen=True)
class Conditions:
    """What all policies are tried under: SKU x day, days of history first; whole units.

    Args:
        demand: what customers wanted; the first `start` columns are history, the rest is simulated.
        observed: the same as a buyer could estimate it, passed to the policies up to the evening.
        lead_days: days to arrival of an order placed on that evening (columns as of `start`), whole, 0 or more.
        is_review: whether the SKU can be ordered on that evening (columns as of `start`).
        on_hand: stock before the first simulated day.
        inbound: units arriving on a simulated day that were ordered before (columns as of `start`).
        start: first simulated column.
        warm_up: simulated days that are not counted, since every policy begins from the same inherited stock.
    """

    demand: Floats
    observed: Floats
    lead_days: Ints
    is_review: Bools
    on_hand: Floats
    inbound: Floats
    start: int
    warm_up: int

    @property
    def days(self) -> int:
        """Simulated days."""
        return int(self.demand.shape[1]) - self.start


@dataclass(frozen=True)
class Evening:
    """What is known on a review evening. Arrays are variants x SKU, units.

    Args:
        day: simulated day, 0 the first.
        known: observed demand up to and including the day, SKU x day.
        on_hand: stock left.
        on_order: units ordered or inherited that have not arrived.
        placed: units ordered on each earlier simulated day that have not arrived yet, variants x SKU x day.
        announced: units ordered before the simulation that arrive tomorrow, the day after, ..., SKU x day.
        is_review: SKUs that can be ordered now.
    """

    day: int
    known: Floats
    on_hand: Floats
    on_order: Floats
    placed: Books
    announced: Floats
    is_review: Bools


class Policy(Protocol):
    """Decides what to order; several variants (such as parameter sets) at once."""

    @property
    def variants(self) -> int:
        """How many decide side by side."""

    def order(self, evening: Evening) -> Floats:
        """Units to order, variants x SKU; looked at only where `is_review`."""


@dataclass(frozen=True)
class Ledger:
    """What was counted after the warm-up, variants x SKU; and every simulated day, variants x SKU x day.

    Args:
        demand, lost: units.
        stock_days: sum of the stock on hand of all evenings, unit-days.
        orders: number of orders.
        ordered, received, sold: units of each simulated day, warm-up included.
        closing: stock on each simulated evening.
        days: counted days.
    """

    demand: Floats
    lost: Floats
    stock_days: Floats
    orders: Floats
    ordered: Books
    received: Books
    sold: Books
    closing: Books
    days: int


def simulate(conditions: Conditions, policy: Policy) -> Ledger:
    """Simulate a policy's variants over all days.

    Raises:
        FaultError: the policy ordered less than nothing, parts of units or no number.
    """
    return _Simulation(conditions, policy).run()


class _Simulation:
    def __init__(self, conditions: Conditions, policy: Policy) -> None:
        self._conditions, self._policy = conditions, policy
        skus, days = conditions.lead_days.shape
        shape = (policy.variants, skus)
        longest = int(conditions.lead_days.max(initial=0)) + 2
        self._stock = np.tile(conditions.on_hand, (policy.variants, 1))
        self._arriving = np.zeros((longest, *shape))
        self._placed, self._ordered = (np.zeros((*shape, days), dtype=np.float32) for _ in range(2))
        self._received, self._sold, self._closing = (np.zeros((*shape, days), dtype=np.float32) for _ in range(3))
        self._inherited = np.tile(conditions.inbound.sum(axis=1), (policy.variants, 1))

    def run(self) -> Ledger:
        conditions = self._conditions
        for day in range(conditions.days):
            self._live(day)
        counted = slice(conditions.warm_up, None)
        demand = conditions.demand[:, conditions.start + conditions.warm_up :].sum(axis=1)
        return Ledger(
            demand=np.tile(demand, (self._policy.variants, 1)),
            lost=demand - self._sold[..., counted].sum(axis=2, dtype=np.float64),
            stock_days=self._closing[..., counted].sum(axis=2, dtype=np.float64),
            orders=(self._ordered[..., counted] > 0).sum(axis=2).astype(np.float64),
            ordered=self._ordered,
            received=self._received,
            sold=self._sold,
            closing=self._closing,
            days=conditions.days - conditions.warm_up,
        )

    def _live(self, day: int) -> None:
        conditions = self._conditions
        received = self._arriving[day % len(self._arriving)] + conditions.inbound[:, day]
        self._arriving[day % len(self._arriving)] = 0
        self._inherited -= conditions.inbound[:, day]
        arrival = np.arange(day) + 1 + conditions.lead_days[:, :day]
        self._placed[..., :day][:, arrival == day] = 0
        self._stock += received
        sold = np.minimum(self._stock, conditions.demand[:, conditions.start + day])
        self._stock -= sold
        self._received[..., day], self._sold[..., day], self._closing[..., day] = received, sold, self._stock
        if conditions.is_review[:, day].any():
            self._order(day)

    def _order(self, day: int) -> None:
        conditions = self._conditions
        is_review = conditions.is_review[:, day]
        evening = Evening(
            day=day,
            known=conditions.observed[:, : conditions.start + day + 1],
            on_hand=self._stock.copy(),
            on_order=self._placed[..., :day].sum(axis=2, dtype=np.float64) + self._inherited,
            placed=self._placed[..., :day],
            announced=conditions.inbound[:, day + 1 :],
            is_review=is_review,
        )
        units = np.where(is_review, self._policy.order(evening), 0.0)
        if not bool(np.all((units >= 0) & (units == np.floor(units)) & np.isfinite(units))):
            raise FaultError("A policy ordered a number of units that is negative, not whole or not finite.")
        self._placed[..., day], self._ordered[..., day] = units, units
        slot = (day + 1 + conditions.lead_days[:, day]) % len(self._arriving)
        self._arriving[slot, :, np.arange(len(slot))] += units.T
