"""The tables of orders, order lines and payments, as of the world's last evening."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.world.basket import RETURN_REASONS, Basket, BasketLines, make_basket, with_cancelled
from analytics.world.calendar import Calendar
from analytics.world.catalog import Catalog
from analytics.world.columns import instants, numbered, words
from analytics.world.parameters import Ints
from analytics.world.payments import payments_table
from analytics.world.plan import Plan
from analytics.world.simulation import Result
from analytics.world.statuses import STATUSES, Times, make_times

LINES_A_CHUNK = 400_000
CHANNELS, CHANNEL_SHARES = ("own-mall", "marketplace-a", "marketplace-b", "open-market"), (0.34, 0.36, 0.2, 0.1)
FEWEST_CUSTOMERS, UNITS_A_CUSTOMER = 50, 4


@dataclass(frozen=True)
class Tables:
    """One stretch of days of `orders.csv`, `order_items.csv` and `payments.csv`."""

    orders: pa.Table
    order_items: pa.Table
    payments: pa.Table


def order_tables(plan: Plan, result: Result) -> Iterator[Tables]:
    """Build the three tables, a stretch of whole days at a time, so that memory stays bounded."""
    calendar, rng = plan.calendar, plan.parameters.stream("orders")
    lines, per_day = result.lines, np.array([len(day) for day in result.lines.sku])
    for days in _stretches(per_day):
        parts = BasketLines(
            np.concatenate([lines.day[i] for i in days]).astype(np.int64),
            np.concatenate([lines.sku[i] for i in days]).astype(np.int64),
            np.concatenate([lines.quantity[i] for i in days]).astype(np.int64),
            np.concatenate([lines.returned[i] for i in days]).astype(np.int64),
            np.concatenate([lines.back_after[i] for i in days]).astype(np.int64),
            np.concatenate([lines.is_surge[i] for i in days]),
            np.zeros(int(per_day[days].sum()), dtype=np.bool_),
        )
        parts = with_cancelled(rng, parts, days, plan, result)
        basket = make_basket(rng, parts, plan.demand)
        times = make_times(rng, plan.parameters, basket)
        number = _order_numbers(calendar, basket)
        yield Tables(
            _orders_table(rng, plan, basket, times, number),
            _items_table(calendar, plan.catalog, basket, number),
            payments_table(rng, calendar, basket, times, number),
        )


def _stretches(per_day: Ints) -> list[Ints]:
    part = (np.cumsum(per_day) - 1) // LINES_A_CHUNK
    return [np.flatnonzero(part == index) for index in np.unique(part)]


def _order_numbers(calendar: Calendar, basket: Basket) -> pa.Array:
    days = np.unique(basket.day)
    names = [str(day).replace("-", "") for day in calendar.dates[days]]
    day = words(names, np.searchsorted(days, basket.day))
    return pc.binary_join_element_wise(day, numbered("", basket.number, 6), "-")


def _orders_table(rng: np.random.Generator, plan: Plan, basket: Basket, times: Times, number: pa.Array) -> pa.Table:
    count, calendar = len(basket.day), plan.calendar
    customers = max(FEWEST_CUSTOMERS, plan.demand.expected.sum() // UNITS_A_CUSTOMER)
    # Cubing a uniform draw makes a few customers buy often and most buy once.
    customer = (customers * rng.random(count) ** 3).astype(np.int64)
    return pa.table(
        {
            "order_no": number,
            "ordered_at": instants(calendar, basket.second),
            "channel": words(CHANNELS, rng.choice(len(CHANNELS), count, p=CHANNEL_SHARES)),
            "customer_ref": numbered("C", customer, 7),
            "status": words(STATUSES, times.status),
            "cancelled_at": instants(calendar, times.cancelled_second, basket.is_cancelled),
            "currency": words(("KRW",), np.zeros(count, dtype=np.int32)),
        }
    )


def _items_table(calendar: Calendar, catalog: Catalog, basket: Basket, number: pa.Array) -> pa.Table:
    returned = basket.returned > 0
    return pa.table(
        {
            "order": number.take(pa.array(basket.order)),
            "line_no": basket.line_no,
            "product": words(catalog.sku, basket.sku),
            "quantity": basket.quantity,
            "unit_price": basket.price,
            "discount_amount": basket.discount,
            "returned_quantity": basket.returned,
            "returned_at": instants(calendar, basket.returned_second, returned),
            "return_reason": words(RETURN_REASONS, basket.reason, returned),
        }
    )
