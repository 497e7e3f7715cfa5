"""The economic order and the profit-optimal level as they enter an order, by hand."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analytics.replenishment.inputs import Policy
from analytics.replenishment.service import recommend

from .worlds import AS_OF, make_inputs

HOLDING = 0.25 * 2.5 / 365  # of a unit for a day; the margin is 1.5
PAYING = {"is_service_level_set": False}


def one(**case: Any) -> "pd.Series[Any]":
    return recommend(make_inputs(**case), AS_OF, Policy()).iloc[0]


def units(row: "pd.Series[Any]", key: str) -> int:
    return {str(term["key"]): int(term["units"]) for term in row["waterfall"]}.get(key, 0)


@pytest.mark.parametrize(
    ("case", "quantity"),
    [
        ({}, 145),  # sqrt(2 * 9 * 2 / HOLDING) = 145.0
        ({"rate": [0.0] * 3 + [2.0] * 28 + [9.0] * 29}, 145),  # the rate of the 28 days after the arrival
        ({"rate": 1.5, "discontinued_on": date(2026, 3, 2)}, 40),  # 27 days are left after the arrival: 40.5 units
        ({"ordering_cost": 1e9}, 364),  # no more than 182 days sell
        ({"ordering_cost": 0.01}, 20),  # the need
        ({"rate": 0.0}, 0),
    ],
)
def test_an_order_is_as_large_as_pays_and_as_is_needed(case: dict[str, Any], quantity: int) -> None:
    row = one(**{"ordering_cost": 9.0, **case})
    assert row["quantity"] == quantity
    assert row["quantity"] == units(row, "ECONOMIC_ORDER") + row["order_up_to"]


@pytest.mark.parametrize(
    ("case", "days"),
    [
        ({"ordering_cost": 9.0}, 72.5),  # 145 units at two a day
        ({"ordering_cost": 9.0, "moq": 300}, 150),
        ({"ordering_cost": 9.0, "max_order_qty": 50}, 25),
        ({"ordering_cost": 9.0, "pack_size": 100}, 100),
        ({"moq": 1000}, 182),
        ({}, 7),  # an order at every review
        ({"moq": 13}, 7),
        ({"moq": 15}, 7.5),
        ({"review_days": 100}, 100),
        ({"review_days": 200}, 200),
        ({"rate": 0.0}, 182),
        ({"rate": 0.1}, 10),  # one unit
    ],
)
def test_the_level_pays_for_a_cycle_as_long_as_the_order_lasts(case: dict[str, Any], days: float) -> None:
    assert one(**PAYING, **case)["service_level"] == pytest.approx(1.5 / (1.5 + HOLDING * days))


def test_where_costs_are_unknown_the_level_of_the_terms_is_taken() -> None:
    assert one(**PAYING, unit_cost=None, service_level=0.8)["service_level"] == 0.8
    assert one(service_level=0.8)["service_level"] == 0.8


@pytest.mark.parametrize(
    ("on_hand", "inbound", "left"),
    [
        (5, [], 5),
        (5, [(date(2026, 2, 10), 3)], 8),  # on the last day before the next arrival
        (5, [(date(2026, 2, 11), 3)], 5),
        (-4, [], -4),
        (-4, [(date(2026, 2, 4), 6)], 2),
    ],
)
def test_what_nobody_wants_is_left_over_and_what_is_owed_is_ordered(
    on_hand: int, inbound: list[tuple[date, int]], left: int
) -> None:
    row = one(rate=0.0, on_hand=on_hand, inbound=inbound)
    assert (row["order_up_to"], row["quantity"]) == (0, max(-left, 0))
    assert units(row, "NO_NEED_FLOOR") == max(left, 0)
    assert row["overstock_value"] == max(left, 0) * 2.5
