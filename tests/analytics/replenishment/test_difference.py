"""Why two recommendations differ: each input moves the quantity under its own name."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.replenishment.difference import STEPS, Decision, believed, differences
from analytics.replenishment.inputs import Policy
from analytics.replenishment.service import recommend

from .worlds import AS_OF, make_inputs


def decision(policy: Policy | None = None, **case: Any) -> Decision:
    inputs, policy = make_inputs(**case), policy or Policy()
    return Decision(inputs, AS_OF, policy, int(recommend(inputs, AS_OF, policy)["quantity"].iloc[0]))


def moved(first: Decision, second: Decision) -> dict[str, int]:
    found = differences(first, second)
    assert tuple(found) == (*STEPS, "SUPPLIER_MINIMUM")
    assert sum(found.values()) == second.quantity - first.quantity
    return {key: units for key, units in found.items() if units}


def test_equal_inputs_move_nothing() -> None:
    assert moved(decision(), decision()) == {}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"rate": 3.0}, "FORECAST"),
        ({"v": 4.0}, "UNCERTAINTY"),
        ({"c": 0.8}, "UNCERTAINTY"),
        ({"on_hand": 15}, "STOCK"),
        ({"on_hand": 15, "reserved": 4}, "STOCK"),
        ({"inbound": [(date(2026, 2, 4), 5)]}, "INBOUND"),
        ({"closures": ["2026-02-09/2026-02-15"]}, "ORDER_DAYS"),
        ({"review_days": 14}, "ORDER_DAYS"),
        ({"unit_cost": 0.5, "ordering_cost": 90.0}, "MONEY"),
        ({"holding_cost_rate": 0.01, "ordering_cost": 90.0}, "MONEY"),
        ({"service_level": 0.6}, "SERVICE_LEVEL"),
        ({"moq": 40}, "ORDER_TERMS"),
        ({"pack_size": 12}, "ORDER_TERMS"),
        ({"max_order_qty": 11}, "ORDER_TERMS"),
        ({"discontinued_on": date(2026, 2, 2)}, "ORDER_TERMS"),
        ({"shelf_life_days": 3}, "ORDER_TERMS"),
        ({"interval_factor": 1.5}, "DATA_DOUBT"),
    ],
)
def test_an_input_that_changed_alone_moves_all_of_it(change: dict[str, Any], key: str) -> None:
    first, second = decision(), decision(**change)
    assert first.quantity != second.quantity
    assert moved(first, second) == {key: second.quantity - first.quantity}
    assert moved(second, first) == {key: first.quantity - second.quantity}


@pytest.mark.parametrize(
    "terms", [{"lead_time_days": 6}, {"lead_time_mean": 6.0}, {"lead_time_mean": 3.0, "lead_time_sd": 4.0}]
)
def test_a_lead_time_that_changed_alone_moves_all_of_it(terms: dict[str, Any]) -> None:
    first, second = decision(on_hand=25), decision(on_hand=25, **terms)
    assert moved(first, second) == {"LEAD_TIME": second.quantity - first.quantity}


def test_assumptions_that_changed_alone_move_all_of_it() -> None:
    first, second = (decision(Policy(default_review_days=days), review_days=None) for days in (7, 14))
    assert moved(first, second) == {"ASSUMPTIONS": second.quantity - first.quantity}


def test_several_inputs_are_followed_one_after_the_other() -> None:
    found = moved(decision(), decision(rate=3.0, on_hand=40, moq=50, pack_size=7))
    assert found["FORECAST"] > 0 > found["STOCK"]


def test_what_the_suppliers_minimum_made_of_the_order_is_a_term_of_its_own() -> None:
    first, raised = decision(), decision(min_order_value=100.0)
    assert (first.quantity, raised.quantity) == (20, 40)
    assert moved(first, raised) == {"SUPPLIER_MINIMUM": 20}
    assert moved(raised, first) == {"SUPPLIER_MINIMUM": -20}


def test_the_suppliers_minimum_makes_up_for_what_stock_took() -> None:
    raised, stocked = decision(min_order_value=100.0), decision(min_order_value=100.0, on_hand=15)
    by_stock = decision(on_hand=15).quantity - decision().quantity
    assert by_stock < 0
    assert moved(raised, stocked) == {
        "STOCK": by_stock,
        "SUPPLIER_MINIMUM": stocked.quantity - raised.quantity - by_stock,
    }


def test_days_that_pass_are_a_step_with_the_earlier_forecast() -> None:
    rates = [2.0] * 7 + [4.0] * 53
    first = decision(rate=rates)
    later = AS_OF + pd.Timedelta(days=7).to_pytimedelta()
    path = believed(first.inputs.path, later)
    inputs = replace(first.inputs, path=path, positions=first.inputs.positions.assign(stock_as_of=later))
    second = Decision(inputs, later, Policy(), int(recommend(inputs, later, Policy())["quantity"].iloc[0]))
    assert second.quantity > first.quantity
    assert moved(first, second) == {"TIME": second.quantity - first.quantity}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, list(range(60))),
        (1, [*range(1, 60), 53]),
        (10, [*range(10, 60), 53, 54, 55, 56, 57, 58, 59, 53, 54, 55]),
        (-1, [6, *range(59)]),
        (-9, [5, 6, 0, 1, 2, 3, 4, 5, 6, *range(51)]),
    ],
)
def test_an_earlier_forecast_seen_from_another_day_goes_on_with_its_nearest_week(
    days: int, expected: list[int]
) -> None:
    path = make_inputs(rate=[float(day) for day in range(60)]).path
    found = believed(path.sample(frac=1, random_state=3), AS_OF + pd.Timedelta(days=days).to_pytimedelta())
    assert found["mean"].tolist() == expected
    assert found["unique_id"].unique().tolist() == [7]
    first = pd.Timestamp("2026-02-01") + pd.Timedelta(days=days)
    assert found["ds"].tolist() == [first + pd.Timedelta(days=day) for day in range(60)]


def test_a_short_forecast_repeats_what_it_has() -> None:
    path = make_inputs(rate=[float(day) for day in range(60)]).path.head(3)
    assert set(np.unique(believed(path, AS_OF)["mean"])) == {0.0, 1.0, 2.0}
