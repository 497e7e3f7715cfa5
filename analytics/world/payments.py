"""Payments: one per order and method, with refunds of cancelled orders and returned units."""

import numpy as np
import pyarrow as pa

from analytics.world.basket import Basket
from analytics.world.calendar import Calendar
from analytics.world.columns import instants, words
from analytics.world.statuses import CANCELLED, PLACED, Times

METHODS, METHOD_SHARES = ("card", "easy-pay", "bank-transfer", "virtual-account"), (0.6, 0.27, 0.08, 0.05)
POINTS = "points"
POINTS_SHARE, MAX_POINTS, MIN_TOTAL_FOR_POINTS = 0.06, 5_000, 10_000
FAILED_SHARE = 0.1
STATUSES = ("PENDING", "PAID", "FAILED", "REFUNDED", "PARTIALLY_REFUNDED")
PENDING, PAID, FAILED, REFUNDED, PARTIALLY_REFUNDED = range(5)


def payments_table(
    rng: np.random.Generator, calendar: Calendar, basket: Basket, times: Times, number: pa.Array
) -> pa.Table:
    """Payments of the basket's orders: the main method, then points where used; refunds take the main one first."""
    count, status = len(basket.day), times.status
    value = basket.quantity * basket.price - basket.discount
    total = basket.sums(value)
    refund = basket.sums((value * basket.returned) // basket.quantity)
    refund = np.where(status == CANCELLED, total, refund)
    uses_points = (rng.random(count) < POINTS_SHARE) & (total >= MIN_TOTAL_FOR_POINTS)
    points = np.where(uses_points, rng.integers(1, MAX_POINTS // 100 + 1, count) * 100, 0)
    main = total - points
    method = rng.choice(len(METHODS), count, p=METHOD_SHARES)
    failed = (status == CANCELLED) & (rng.random(count) < FAILED_SHARE)
    paid_second = np.minimum(basket.second + rng.integers(5, 150, count), times.last_second)
    paid_second = np.where(status == CANCELLED, np.minimum(paid_second, times.cancelled_second), paid_second)
    pending = (status == PLACED) & ~failed
    with_points = np.flatnonzero(uses_points)
    order = np.concatenate([np.arange(count), with_points])
    amount = np.concatenate([main, points[with_points]])
    back = np.minimum(refund, main)
    refunded = np.concatenate([back, (refund - back)[with_points]])
    refunded = np.where((failed | pending)[order], 0, refunded)
    state = np.where(refunded > 0, np.where(refunded == amount, REFUNDED, PARTIALLY_REFUNDED), PAID)
    state = np.where(failed[order], FAILED, np.where(pending[order], PENDING, state))
    return pa.table(
        {
            "order": number.take(pa.array(order)),
            "method": words((*METHODS, POINTS), np.concatenate([method, np.full(len(with_points), len(METHODS))])),
            "amount": amount,
            "status": words(STATUSES, state),
            "paid_at": instants(calendar, paid_second[order], ~(failed | pending)[order]),
            "refunded_amount": refunded,
        }
    )
