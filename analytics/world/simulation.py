"""The shop, day by day over all SKUs at once: deliveries, customers, stock that runs out, returns, write-offs."""

from dataclasses import dataclass, field

import numpy as np

from analytics.world.categories import CATEGORIES, values
from analytics.world.parameters import Bools, Floats, Ints
from analytics.world.plan import Plan
from analytics.world.purchasing import MAX_LEAD_DAYS, Buyer
from kit.progress import Progress

# Customers who wait come back on an in-stock day with the first chance, and give up on a stock-out day with the second.
COMES_BACK, GIVES_UP = 0.35, 0.05
WRITE_OFF_RATE, WRITE_OFF_RATE_PERISHABLE = 0.00008, 0.00025
FIRST_RETURN_DAYS, MAX_RETURN_DAYS = 4, 30
FLOWS = (
    "demand", "sold", "unmet", "to_substitute", "from_substitute", "delayed", "recaptured", "lost",
    "received", "restocked", "opened", "written_off", "on_hand", "in_transit",
)  # fmt: skip


@dataclass
class Lines:
    """Order lines that hold, one entry per line in order of days. `back_after` days counts only where returned."""

    day: list[Ints] = field(default_factory=list)
    sku: list[Ints] = field(default_factory=list)
    quantity: list[Ints] = field(default_factory=list)
    returned: list[Ints] = field(default_factory=list)
    back_after: list[Ints] = field(default_factory=list)
    is_surge: list[Bools] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What happened: each flow of `FLOWS` as an array (days, SKUs) of int32 units, and the order lines.

    `unmet` demand met no stock; of it `to_substitute` bought another SKU, `delayed` waits, the rest is `lost`,
    together with those who gave up waiting. `recaptured` units are sold to customers who waited, `from_substitute`
    to customers of another SKU; both are part of `sold`.
    """

    flows: dict[str, Ints]
    lines: Lines
    waiting: Ints


class Shop:
    """The state between two days."""

    def __init__(self, plan: Plan, buyer: Buyer) -> None:
        parameters, planted, catalog = plan.parameters, plan.planted, plan.catalog
        self._days, self._catalog, self._demand, self._buyer = parameters.days, catalog, plan.demand, buyer
        self._customers, self._warehouse = parameters.stream("customers"), parameters.stream("warehouse")
        skus = len(catalog)
        self._on_hand = np.zeros(skus, dtype=np.int64)
        self._in_transit, self._waiting = self._on_hand.copy(), self._on_hand.copy()
        self._arriving = np.zeros((MAX_LEAD_DAYS + 120, skus), dtype=np.int32)
        self._restocking = np.zeros((MAX_RETURN_DAYS + 2, skus), dtype=np.int32)
        self._opening = buyer.opening_stock()
        self._later = values("recapture_later", catalog.category)
        self._instead = values("recapture_substitute", catalog.category)
        self._single = values("single_unit", catalog.category)
        self._resaleable = values("resaleable", catalog.category)
        perishable = np.array([category.shelf_life_days is not None for category in CATEGORIES])[catalog.category]
        self._damage = np.where(perishable, WRITE_OFF_RATE_PERISHABLE, WRITE_OFF_RATE)
        self._surges, self._oversold = planted.of("RETURN_SURGE"), planted.of("NEGATIVE_STOCK")
        self._flows: dict[str, Ints] = {name: np.zeros((parameters.days, skus), dtype=np.int32) for name in FLOWS}
        self._lines = Lines()

    def run(self, report: Progress) -> Result:
        """Live through all days."""
        for day in range(self._days):
            self._live(day, self._catalog.is_alive(day))
            if (day + 1) % 10 == 0 or day + 1 == self._days:
                report("simulate days", day + 1, self._days)
        return Result(self._flows, self._lines, self._waiting)

    def _note(self, day: int, **flows: Ints) -> None:
        for name, units in flows.items():
            self._flows[name][day] = units

    def _live(self, day: int, alive: Bools) -> None:
        self._take_in(day, alive)
        sold = self._serve(day, alive)
        self._make_lines(day, sold)
        self._write_off(day)
        self._buyer.remember(sold, alive)
        sku, arrival, first, rest_arrival, rest = self._buyer.order(day, self._on_hand, self._in_transit)
        ring = len(self._arriving)
        np.add.at(self._arriving, (arrival % ring, sku), first)
        np.add.at(self._arriving, (rest_arrival % ring, sku), rest)
        self._in_transit[sku] += first + rest
        self._note(day, on_hand=self._on_hand, in_transit=self._in_transit)

    def _take_in(self, day: int, alive: Bools) -> None:
        """Morning: opening stock, deliveries and resaleable returns, for SKUs that are sold."""
        slot, back = day % len(self._arriving), day % len(self._restocking)
        received, restocked = self._arriving[slot].astype(np.int64), self._restocking[back].astype(np.int64)
        self._in_transit -= received
        opens = (self._catalog.launched == day) | ((day == 0) & alive)
        opened = np.where(opens, self._opening, 0)
        received, restocked = np.where(alive, received, 0), np.where(alive, restocked, 0)
        self._arriving[slot], self._restocking[back] = 0, 0
        self._on_hand += received + restocked + opened
        self._note(day, received=received, restocked=restocked, opened=opened)

    def _serve(self, day: int, alive: Bools) -> Ints:
        """Customers buy, take a substitute, wait, or are lost; returns units sold."""
        rng, catalog = self._customers, self._catalog
        uneven = rng.standard_gamma(catalog.dispersion) / catalog.dispersion
        want = rng.poisson(self._demand.expected[day] * uneven)
        back = _draw(rng, np.where(self._on_hand > 0, self._waiting, 0), COMES_BACK)
        available = np.maximum(self._on_hand + self._oversold_units(day), 0)
        own = np.minimum(want, available)
        recaptured = np.minimum(back, available - own)
        left, unmet = available - own - recaptured, want - own
        to_substitute, from_substitute = self._substitute(unmet, left, alive)
        delayed = _draw(rng, unmet - to_substitute, self._later)
        gone = _draw(rng, np.where(unmet > 0, self._waiting - recaptured, 0), GIVES_UP)
        gone = np.where(catalog.ended == day, self._waiting - recaptured + delayed, gone)
        self._waiting += delayed - recaptured - gone
        sold = own + recaptured + from_substitute
        self._on_hand -= sold
        lost = unmet - to_substitute - delayed + gone
        self._note(day, demand=want, sold=sold, unmet=unmet, to_substitute=to_substitute, delayed=delayed)
        self._note(day, from_substitute=from_substitute, recaptured=recaptured, lost=lost)
        return np.asarray(sold)

    def _substitute(self, unmet: Ints, left: Ints, alive: Bools) -> tuple[Ints, Ints]:
        """Move part of the unmet demand to the substitutes' stock; every SKU is the substitute of one at most."""
        partner = self._catalog.substitute
        willing = _draw(self._customers, np.where(partner == np.arange(len(partner)), 0, unmet), self._instead)
        moved = np.minimum(willing, np.where(alive[partner], np.maximum(left[partner], 0), 0))
        taken = np.zeros_like(moved)
        taken[partner] = moved
        return moved, taken

    def _oversold_units(self, day: int) -> Ints:
        """Units that sales channels sell beyond the stock, where they do not see it."""
        units = np.zeros(len(self._catalog), dtype=np.int64)
        now = (self._oversold.first <= day) & (day <= self._oversold.last)
        sku = self._oversold.sku[now]
        units[sku] = np.ceil(self._oversold.factor[now] * self._catalog.rate[sku])
        return units

    def _make_lines(self, day: int, sold: Ints) -> None:
        """Split units into order lines, and send some of them back later."""
        rng = self._customers
        sku = np.repeat(np.arange(len(sold)), sold)
        begins = rng.random(len(sku)) < self._single[sku]
        begins[np.flatnonzero(np.diff(sku, prepend=-1))] = True
        first = np.flatnonzero(begins)
        sku, quantity = sku[first], np.diff(first, append=len(sku))
        rate, surging = self._return_rates(day)
        returned = _draw(rng, quantity, rate[sku])
        after = np.minimum(FIRST_RETURN_DAYS + rng.gamma(2, 2.5, len(sku)).astype(np.int64), MAX_RETURN_DAYS)
        returned[day + after >= self._days] = 0  # not known yet when the world ends
        fit = _draw(rng, returned, self._resaleable[sku])
        np.add.at(self._restocking, ((day + after + 1) % len(self._restocking), sku), fit)
        lines = self._lines
        lines.day.append(np.full(len(sku), day, dtype=np.int32))
        lines.sku.append(sku.astype(np.int32))
        lines.quantity.append(quantity.astype(np.int32))
        lines.returned.append(returned.astype(np.int32))
        lines.back_after.append(after.astype(np.int16))
        lines.is_surge.append(surging[sku])

    def _return_rates(self, day: int) -> tuple[Floats, Bools]:
        rate, surging = self._catalog.return_rate.copy(), np.zeros(len(self._catalog), dtype=np.bool_)
        now = (self._surges.first <= day) & (day <= self._surges.last)
        rate[self._surges.sku[now]], surging[self._surges.sku[now]] = self._surges.factor[now], True
        return rate, surging

    def _write_off(self, day: int) -> None:
        """Evening: damage and expiry, and everything left of a SKU on its last day."""
        stock = np.maximum(self._on_hand, 0)
        damaged = np.minimum(self._warehouse.poisson(self._damage * stock), stock)
        written_off = np.where(self._catalog.ended == day, stock, damaged)
        self._on_hand -= written_off
        self._note(day, written_off=written_off)


def _draw(rng: np.random.Generator, units: Ints, chance: Floats | float) -> Ints:
    """Binomial draws where there are units at all; much faster than drawing for every SKU."""
    drawn = np.zeros_like(units)
    some = np.flatnonzero(units > 0)
    drawn[some] = rng.binomial(units[some], np.broadcast_to(chance, units.shape)[some])
    return drawn
