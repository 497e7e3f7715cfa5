"""Putting simulated lines, and those of orders that are cancelled, into orders."""

from dataclasses import dataclass

import numpy as np

from analytics.world.columns import SECONDS_A_DAY
from analytics.world.demand import Demand
from analytics.world.parameters import Bools, Ints
from analytics.world.plan import Plan
from analytics.world.simulation import Result

NEW_ORDER = 0.6
CANCELLED_SHARE = 0.025
# Deliveries and returns are booked before the first order of the day, so that no sale precedes its stock.
HOURS = np.arange(6, 24)
HOUR_WEIGHTS = np.array([1, 2, 3, 5, 7, 7, 6, 6, 6, 6, 6, 6, 6, 7, 9, 11, 11, 8], dtype=np.float64)
LAST_ORDER_SECOND = SECONDS_A_DAY - 62
RETURN_REASONS = ("CHANGE_OF_MIND", "DAMAGED", "WRONG_ITEM", "LATE_DELIVERY", "NOT_AS_DESCRIBED", "DEFECT")
RETURN_REASON_SHARES, DEFECT = (0.5, 0.15, 0.1, 0.07, 0.13, 0.05), 5


@dataclass(frozen=True)
class Basket:
    """Order lines sorted by order, and orders sorted by time; `order` is each line's index among the orders."""

    order: Ints
    line_no: Ints
    sku: Ints
    quantity: Ints
    returned: Ints
    returned_second: Ints
    reason: Ints
    price: Ints
    discount: Ints
    day: Ints
    number: Ints
    second: Ints
    is_cancelled: Bools

    def sums(self, line_values: Ints) -> Ints:
        """The sum of a value of the lines, per order."""
        return np.bincount(self.order, line_values, len(self.day)).astype(np.int64)


@dataclass(frozen=True)
class BasketLines:
    """Order lines before they are put into orders, one entry per line."""

    day: Ints
    sku: Ints
    quantity: Ints
    returned: Ints
    back_after: Ints
    is_surge: Bools
    is_cancelled: Bools


def with_cancelled(rng: np.random.Generator, lines: BasketLines, days: Ints, plan: Plan, result: Result) -> BasketLines:
    """Add lines of orders that are cancelled; they never leave the shelf, and never hide that it is empty."""
    pick = np.flatnonzero(rng.random(len(lines.day)) < CANCELLED_SHARE)
    pick = pick[result.flows["on_hand"][lines.day[pick], lines.sku[pick]] > 0]
    bulk = plan.planted.of("CANCELLED_BULK_ORDER")
    now = (bulk.first >= days[0]) & (bulk.first <= days[-1])
    usual = np.maximum(plan.demand.expected[bulk.first[now], bulk.sku[now]], 1)
    day = np.concatenate([lines.day[pick], bulk.first[now]])
    sku = np.concatenate([lines.sku[pick], bulk.sku[now]])
    quantity = np.concatenate([lines.quantity[pick], (usual * bulk.factor[now]).astype(np.int64)])
    none, false = np.zeros(len(day), dtype=np.int64), np.zeros(len(day), dtype=np.bool_)
    more = (day, sku, quantity, none, none, false, ~false)
    fields = (lines.day, lines.sku, lines.quantity, lines.returned, lines.back_after, lines.is_surge)
    return BasketLines(*(np.concatenate(pair) for pair in zip((*fields, lines.is_cancelled), more, strict=True)))


def make_basket(rng: np.random.Generator, lines: BasketLines, demand: Demand) -> Basket:
    """Put the day's lines into orders at random; an order is cancelled as a whole or not at all."""
    mixed = np.lexsort((rng.random(len(lines.day)), lines.is_cancelled, lines.day))
    day, cancelled = lines.day[mixed], lines.is_cancelled[mixed]
    begins = rng.random(len(mixed)) < NEW_ORDER
    begins |= np.diff(day, prepend=-1).astype(np.bool_) | np.diff(cancelled.astype(np.int8), prepend=-1).astype(
        np.bool_
    )
    first = np.flatnonzero(begins)
    second = _seconds(rng, len(first))
    by_time = np.lexsort((second, day[first]))
    rank = np.empty_like(by_time)
    rank[by_time] = np.arange(len(by_time))
    order = rank[np.cumsum(begins) - 1]
    in_order = np.argsort(order, kind="stable")
    pick, order = mixed[in_order], order[in_order]
    sku, quantity, returned = lines.sku[pick], lines.quantity[pick], lines.returned[pick]
    order_day = day[first][by_time]
    reason = rng.choice(len(RETURN_REASONS), len(pick), p=RETURN_REASON_SHARES)
    return Basket(
        order=order,
        line_no=_rank_within(order) + 1,
        sku=sku,
        quantity=quantity,
        returned=returned,
        returned_second=(lines.day + lines.back_after)[pick] * SECONDS_A_DAY
        + rng.integers(9 * 3600, 17 * 3600, len(pick)),
        reason=np.where(lines.is_surge[pick], DEFECT, reason),
        price=demand.price[lines.day[pick], sku].astype(np.int64),
        discount=demand.discount_units(lines.day[pick], sku) * quantity,
        day=order_day,
        number=_rank_within(order_day) + 1,
        second=order_day * SECONDS_A_DAY + second[by_time],
        is_cancelled=cancelled[first][by_time],
    )


def _seconds(rng: np.random.Generator, count: int) -> Ints:
    hour = rng.choice(HOURS, count, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    return np.minimum(hour * 3600 + rng.integers(0, 3600, count), LAST_ORDER_SECOND)


def _rank_within(sorted_groups: Ints) -> Ints:
    """0, 1, 2 … within each run of equal values."""
    index = np.arange(len(sorted_groups))
    starts = np.where(np.diff(sorted_groups, prepend=-1) != 0, index, 0)
    return np.asarray(index - np.maximum.accumulate(starts))
