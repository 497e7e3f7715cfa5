"""The buyer who keeps the shelves, sloppily, and the deliveries that follow."""

from dataclasses import dataclass, field

import numpy as np

from analytics.world.calendar import DAYS_BEYOND
from analytics.world.catalog import NEVER
from analytics.world.parameters import Bools, Floats, Ints
from analytics.world.plan import Plan
from analytics.world.planting import NEGLECTED_DAYS, SLIP_FACTOR, Slips

MAX_LEAD_DAYS = DAYS_BEYOND - 60
FORGOTTEN = 0.15
MEMORY_DAYS = 28
DAYS_OF_SAFETY, DAYS_OF_COVER, PIECES_OF_SAFETY = (0, 14), (14, 45), 1.0
STOPS_BEFORE_END_DAYS = 21
FIRST_PART, REST_AFTER_DAYS, NEVER_COMES = (0.5, 0.85), (4, 15), 0.15
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class PurchaseLog:
    """Every order line the buyer placed, day by day; see `columns` for the meaning."""

    rows: list[tuple[Ints, ...]] = field(default_factory=list)

    def columns(self) -> dict[str, Ints]:
        """One entry per purchase line: SKU, day ordered, units, day due, and the days and units of both arrivals."""
        names = ("sku", "ordered", "quantity", "due", "arrival", "received", "rest_arrival", "rest")
        empty = (np.empty(0, dtype=np.int64),) * len(names)
        return dict(zip(names, map(np.concatenate, zip(*self.rows or [empty], strict=True)), strict=True))


class Buyer:
    """Looks once a week, forgets at times, trusts the stated lead time and the average of what was sold.

    That average takes stock-outs for low demand, which is the fault that real buyers make, and the source of the
    world's stock-outs together with late and partial deliveries.
    """

    def __init__(self, plan: Plan) -> None:
        self._rng = plan.parameters.stream("buyer")
        self._calendar, self._catalog, self._suppliers = plan.calendar, plan.catalog, plan.suppliers
        catalog, suppliers = plan.catalog, plan.suppliers
        skus, supplier = len(catalog), catalog.supplier
        self._stated = suppliers.stated_days[supplier]
        self._safety = suppliers.cycle_days[supplier] + self._rng.uniform(*DAYS_OF_SAFETY, skus)
        self._cover = self._safety + self._rng.uniform(*DAYS_OF_COVER, skus)
        days_taken = [suppliers.weekdays[index] for index in supplier.tolist()]
        self._look_day = np.array([days[i % len(days)] for i, days in enumerate(days_taken)])
        self._fortnight = np.where(suppliers.cycle_days[supplier] > DAYS_A_WEEK, self._rng.integers(0, 2, skus), -1)
        self._closed_until = np.cumsum(suppliers.is_closed, axis=1)
        self._neglected = plan.planted.of("NEGATIVE_STOCK")
        self._slip = _slip_factors(plan.slips, len(suppliers), plan.parameters.days)
        self.average = catalog.rate * self._rng.lognormal(0, 0.2, skus)
        self.log = PurchaseLog()

    def opening_stock(self) -> Ints:
        """What lies on the shelves when the world begins, or when a SKU is launched, in units."""
        days = self._stated * self._rng.uniform(0.6, 1.2, len(self._catalog)) + self._cover
        guess = self.average * days * self._rng.lognormal(-0.1, 0.35, len(self._catalog))
        return np.maximum(_packs(guess, self._catalog.pack), self._catalog.moq)

    def order(self, day: int, on_hand: Ints, in_transit: Ints) -> tuple[Ints, ...]:
        """Place the day's orders: (SKUs, arrival days, units arriving, arrival days of the rest, units of the rest)."""
        wanted = self._wanted(day, on_hand, in_transit)
        sku = np.flatnonzero(wanted)
        quantity = wanted[sku]
        due, arrival = self._arrivals(day, sku)
        first, rest_arrival, rest = self._parts(sku, quantity, arrival)
        columns = (sku, np.full(len(sku), day), quantity, due, arrival, first, rest_arrival, rest)
        self.log.rows.append(columns)
        return sku, arrival, first, rest_arrival, rest

    def remember(self, sold: Ints, alive: Bools) -> None:
        """Take a day's sales into the averages of the SKUs that are sold."""
        self.average += np.where(alive, sold - self.average, 0) / MEMORY_DAYS

    def _looks(self, day: int) -> Bools:
        catalog, weekday = self._catalog, int(self._calendar.weekday[day])
        looks = (self._look_day == weekday) & (self._rng.random(len(catalog)) >= FORGOTTEN)
        looks &= (self._fortnight < 0) | ((day // DAYS_A_WEEK) % 2 == self._fortnight)
        looks &= ~self._suppliers.is_closed[catalog.supplier, day]
        goes_on = (catalog.ended == NEVER) | (day + self._stated + STOPS_BEFORE_END_DAYS < catalog.ended)
        looks[self._neglected_skus(day)] = False
        return np.asarray(looks & goes_on & catalog.is_alive(day))

    def _neglected_skus(self, day: int) -> Ints:
        """SKUs that the buyer overlooks until they are sold below zero, as planted."""
        planted = self._neglected
        return planted.sku[(planted.first - NEGLECTED_DAYS <= day) & (day <= planted.last)]

    def _wanted(self, day: int, on_hand: Ints, in_transit: Ints) -> Ints:
        """Units to order per SKU: up to the buyer's target when the position is under the buyer's trigger."""
        catalog, position = self._catalog, on_hand + in_transit
        usual = self.average * (self._stated + self._safety)
        trigger = usual + PIECES_OF_SAFETY * np.sqrt(usual)
        needs = self._looks(day) & (position <= trigger)
        target = trigger + self.average * self._cover
        quantity = np.maximum(_packs(target - position, catalog.pack), catalog.moq)
        quantity = np.where(catalog.most > 0, np.minimum(quantity, catalog.most), quantity)
        wanted = np.where(needs, quantity, 0)
        value = np.bincount(catalog.supplier, wanted * catalog.cost, len(self._suppliers))
        # Under the supplier's minimum the buyer waits, unless something has run out.
        urgent = np.bincount(catalog.supplier, needs & (position <= 0), len(self._suppliers)) > 0
        worth = (value >= self._suppliers.min_order_value) | urgent
        return np.asarray(np.where(worth[catalog.supplier], wanted, 0))

    def _arrivals(self, day: int, sku: Ints) -> tuple[Ints, Ints]:
        """Day due by the stated lead time, and day of arrival."""
        suppliers, supplier = self._suppliers, self._catalog.supplier[sku]
        noise = np.exp(suppliers.spread[supplier] * self._rng.standard_normal(len(sku)))
        days = suppliers.stated_days[supplier] * suppliers.bias[supplier] * noise * self._slip[supplier, day]
        taken = np.clip(np.round(days), 1, MAX_LEAD_DAYS).astype(np.int64)
        closed = self._closed_until[supplier, day + taken] - self._closed_until[supplier, day]
        return day + suppliers.stated_days[supplier], self._calendar.next_open[day + taken + closed]

    def _parts(self, sku: Ints, quantity: Ints, arrival: Ints) -> tuple[Ints, Ints, Ints]:
        """Split some deliveries in two; now and then the rest never comes (arrival -1, and 0 units)."""
        count = len(sku)
        is_partial = self._rng.random(count) < self._suppliers.partial_share[self._catalog.supplier[sku]]
        part = np.ceil(quantity * self._rng.uniform(*FIRST_PART, count)).astype(np.int64)
        first = np.where(is_partial, part, quantity)
        comes = (first < quantity) & (self._rng.random(count) >= NEVER_COMES)
        later = self._calendar.next_open[arrival + self._rng.integers(*REST_AFTER_DAYS, count)]
        return first, np.where(comes, later, -1), np.where(comes, quantity - first, 0)


def _packs(units: Floats, pack: Ints) -> Ints:
    return np.maximum(np.ceil(units / pack), 0).astype(np.int64) * pack


def _slip_factors(slips: Slips, suppliers: int, days: int) -> Floats:
    factor = np.ones((suppliers, days))
    for supplier, first, last in zip(slips.supplier, slips.first, slips.last, strict=True):
        factor[supplier, first : last + 1] = SLIP_FACTOR
    return factor
