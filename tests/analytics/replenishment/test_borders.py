"""Both sides of every border where an order's quantity or assumption changes."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.replenishment.inputs import Policy
from analytics.replenishment.outlook import inbound_units
from analytics.replenishment.quantity import Limits, orderable
from analytics.replenishment.service import recommend
from analytics.replenishment.supplier_minimum import MAX_RAISED_COVER_DAYS, Lines, meet_minimum

from .worlds import AS_OF, make_inputs


def bounds(*, moq: float = 1, maximum: float = np.inf, pack: float = 1, sellable: float = np.inf) -> Limits:
    given = (np.array([float(value)]) for value in (moq, maximum, pack))
    return Limits(*given, is_discontinued=np.array([False]), sellable=np.array([float(sellable)]))


@pytest.mark.parametrize(
    ("need", "terms", "quantity"),
    [
        (20, {"pack": 12, "maximum": 24}, 24),  # whole packs exactly at the maximum
        (20, {"pack": 12, "maximum": 23}, 12),
        (24, {"pack": 12, "maximum": 24}, 24),
        (25, {"pack": 12, "maximum": 24}, 24),
        (1, {"moq": 12, "maximum": 12}, 12),
        (1, {"moq": 13, "maximum": 12}, 0),
        (11, {"moq": 11}, 11),
        (10, {"moq": 11}, 11),
        (0, {"moq": 11}, 0),
        (20, {"sellable": 20}, 20),
        (20, {"sellable": 19}, 19),
    ],
)
def test_a_need_becomes_the_nearest_order_that_the_terms_allow(
    need: float, terms: dict[str, float], quantity: float
) -> None:
    assert orderable(np.array([float(need)]), bounds(**terms)).tolist() == [quantity]


def raised(minimum: float, *, holding: float = 0.0, saved: float = 0.0, quantity: float = 10.0) -> float:
    """The order of a SKU that costs 1 and sells one a day, at a supplier with a minimum order value."""
    lines = Lines(
        supplier=np.array([5.0]),
        minimum=np.array([minimum]),
        quantity=np.array([quantity]),
        unit_cost=np.ones(1),
        rate=np.ones(1),
        holding=np.array([holding]),
        saved=lambda rows: np.full(len(rows), saved),
    )
    return float(meet_minimum(lines, bounds())[0])


def test_an_order_is_raised_up_to_a_cover_of_120_days_and_waits_beyond_it() -> None:
    assert MAX_RAISED_COVER_DAYS == 120
    assert (raised(10), raised(11), raised(120), raised(121)) == (10, 11, 120, 0)


def test_an_order_is_raised_while_holding_costs_no_more_than_waiting_loses() -> None:
    """Ten units more wait 15 days on average; at half a won a day that is 75."""
    assert raised(20, holding=0.5, saved=75.0) == 20
    assert raised(20, holding=0.5, saved=74.99) == 0


@pytest.mark.parametrize(
    ("in_days", "units", "offset", "is_overdue"),
    [(2, 5, 2.0, False), (1, 5, 1.0, False), (0, 1, 1.0, True), (-9, 5, 1.0, True), (0, 0, 1.0, False)],
)
def test_units_that_are_due_today_or_earlier_are_overdue_and_come_tomorrow(
    in_days: int, units: int, offset: float, *, is_overdue: bool
) -> None:
    inbound = pd.DataFrame({"unique_id": [7], "expected_on": [AS_OF + timedelta(days=in_days)], "units": [units]})
    found = inbound_units(inbound, pd.Index([7]), np.array([3.0]), AS_OF)
    assert (found.offsets.tolist(), found.is_overdue.tolist()) == ([offset], [is_overdue])


@pytest.mark.parametrize(("lead", "offset"), [(0.0, 1.0), (0.2, 1.0), (1.0, 1.0), (1.1, 2.0)])
def test_units_without_a_day_come_one_lead_time_from_now(lead: float, offset: float) -> None:
    inbound = pd.DataFrame({"unique_id": [7], "expected_on": pd.array([None], dtype="object"), "units": [5]})
    found = inbound_units(inbound, pd.Index([7]), np.array([lead]), AS_OF)
    assert (found.offsets.tolist(), found.is_overdue.tolist()) == ([offset], [False])


@pytest.mark.parametrize(("age", "is_stale"), [(0, False), (2, False), (3, True)])
def test_stock_is_stale_when_it_is_older_than_the_policy_says(age: int, *, is_stale: bool) -> None:
    day: date = AS_OF - timedelta(days=age)
    row = recommend(make_inputs(on_hand=5, stock_as_of=day), AS_OF, Policy(stale_stock_days=2)).iloc[0]
    assert ("STOCK_STALE" in row["assumptions"]) == is_stale
