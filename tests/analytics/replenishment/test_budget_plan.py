"""What a budget buys of recommended orders, by hand: profits from the Poisson law, blocks from the supplier's terms."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.replenishment.budget_plan import MIN_PROFIT_SHARE, left_out, plan_budget
from analytics.replenishment.inputs import Policy, ReplenishmentInputs

from .worlds import AS_OF, joined, make_inputs

HOLDING = 0.25 * 2.5 / 365 * 7  # of a unit, from this order's arrival to the next one's
PLENTY = 1e9


def profit(units: int, *, mean: float = 14.0, margin: float = 1.5, stock: int = 0) -> float:
    """Expected profit of units beside what is there: the margin of sales saved, less the cost of holding the rest."""
    demand = np.arange(400)
    law = stats.poisson.pmf(demand, mean)
    sold = (np.minimum(demand, stock + units) * law).sum() - (np.minimum(demand, stock) * law).sum()
    return float(margin * sold - HOLDING * (units - sold))


def plan(budget: float, quantity: int = 20, **case: Any) -> dict[str, Any]:
    inputs = make_inputs(**case)
    (row,) = plan_budget(inputs, pd.Series([quantity], index=[7]), AS_OF, Policy(), budget).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_enough_money_buys_the_recommended_order() -> None:
    full = profit(20)
    assert plan(PLENTY) == pytest.approx(
        {
            "unique_id": 7,
            "supplier_id": 5,
            "unit_cost": 2.5,
            "recommended": 20,
            "quantity": 20,
            "cost": 50.0,
            "profit": full,
            "full_profit": full,
            "return_on_cost": full / 50,
            "is_cut": False,
        }
    )


@pytest.mark.parametrize(
    ("money", "units"),
    # a first unit, then nineteen packs of one in eleven blocks: 1, 3, 4, 6, 8, 10, 11, 13, 15, 17, 18 and 20 units
    [
        (2.4, 0),
        (2.5, 1),
        (7.4, 1),
        (7.5, 3),
        (10, 4),
        (15, 6),
        (20, 8),
        (25, 10),
        (27.5, 11),
        (30, 11),
        (49.9, 18),
        (50, 20),
    ],
)
def test_less_money_buys_a_line_block_by_block(money: float, units: int) -> None:
    found = plan(money)
    assert (found["quantity"], found["cost"], found["is_cut"]) == (units, units * 2.5, units < 20)
    assert found["profit"] == pytest.approx(profit(units))
    assert found["full_profit"] == pytest.approx(profit(20))
    spent, earned = (units * 2.5, profit(units)) if units else (50, profit(20))
    assert found["return_on_cost"] == pytest.approx(earned / spent)


@pytest.mark.parametrize(
    ("terms", "money", "units"),
    [
        ({"moq": 6, "pack_size": 4}, 19.9, 0),
        ({"moq": 6, "pack_size": 4}, 20, 8),  # the least order in whole packs
        ({"moq": 6, "pack_size": 4}, 29.9, 8),
        ({"moq": 6, "pack_size": 4}, 30, 12),
        ({"moq": 8, "pack_size": 4}, 20, 8),
        ({"moq": 0, "pack_size": 4}, 10, 4),
        ({"moq": 50}, 50, 20),  # never more than is recommended
        ({"moq": 50}, 49.9, 0),
    ],
)
def test_a_line_begins_with_the_suppliers_least_order(terms: dict[str, int], money: float, units: int) -> None:
    assert plan(money, **terms)["quantity"] == units


def test_a_dozen_packs_are_a_block_each() -> None:
    assert [plan(2.5 * units + 0.1, quantity=12)["quantity"] for units in range(13)] == list(range(13))


@pytest.mark.parametrize(
    ("terms", "money", "units"),
    [
        ({"min_order_value": 27.5}, 30, 11),
        ({"min_order_value": 27.6}, 30, 0),
        ({"min_order_value": 27.6}, 32.5, 13),
        ({"min_order_value": 900.0}, 50, 20),  # what is recommended is never too small
        ({"min_order_value": 900.0, "supplier_id": None}, 30, 11),
    ],
)
def test_a_supplier_gets_its_least_value_or_nothing(terms: dict[str, Any], money: float, units: int) -> None:
    assert plan(money, **terms)["quantity"] == units


def test_stock_lowers_what_an_order_earns() -> None:
    stocked = plan(PLENTY, quantity=6, on_hand=10, rate=[0.0] * 3 + [2.0] * 57)
    assert stocked["profit"] == pytest.approx(profit(6, stock=10))


def test_what_earns_nothing_at_once_is_bought_as_long_as_there_is_money() -> None:
    """Two hundred are there, fourteen will sell: a pack earns the millionth part of its cost."""
    found = plan(PLENTY, quantity=40, on_hand=200, rate=[0.0] * 3 + [2.0] * 57)
    assert MIN_PROFIT_SHARE == 1e-6
    assert (found["quantity"], found["profit"]) == (40, pytest.approx(100 * 1e-6))


def two(**second: Any) -> ReplenishmentInputs:
    """SKU 7, and a SKU 8 of other terms."""
    other = make_inputs(**second)
    parts = {
        name: getattr(other, name).assign(unique_id=8) for name in ("terms", "positions", "inbound", "path", "spread")
    }
    return joined(make_inputs(), replace(other, **parts))


def test_lines_are_listed_by_return_then_by_number() -> None:
    quantity = pd.Series([20, 20], index=[7, 8])
    dearer = plan_budget(two(price=5.0), quantity, AS_OF, Policy(), PLENTY)
    assert dearer["unique_id"].tolist() == [8, 7]
    assert plan_budget(two(), quantity, AS_OF, Policy(), PLENTY)["unique_id"].tolist() == [7, 8]
    (row,) = plan_budget(two(price=5.0), pd.Series([20], index=[8]), AS_OF, Policy(), PLENTY).to_dict("records")
    assert (row["unique_id"], row["profit"]) == (8, pytest.approx(profit(20, margin=2.5)))


def test_the_better_line_is_served_first_and_suppliers_share_their_least_value() -> None:
    quantity = pd.Series([20, 20], index=[7, 8])
    found = plan_budget(two(price=9.0), quantity, AS_OF, Policy(), 50.0).set_index("unique_id")["quantity"]
    assert found[8] > found[7]
    parts = two(price=9.0)
    shared = replace(parts, terms=parts.terms.assign(min_order_value=100.0))
    assert plan_budget(shared, quantity, AS_OF, Policy(), 99.0)["quantity"].tolist() == [0, 0]
    assert plan_budget(shared, quantity, AS_OF, Policy(), 100.0)["quantity"].tolist() == [20, 20]


@pytest.mark.parametrize("terms", [{"unit_cost": None}, {"unit_cost": 0.0}, {"price": 2.5}, {"price": None}])
def test_lines_of_unknown_or_no_profit_are_no_part_of_the_plan(terms: dict[str, Any]) -> None:
    found = plan_budget(make_inputs(**terms), pd.Series([20], index=[7]), AS_OF, Policy(), PLENTY)
    assert found.empty
    nothing = plan_budget(make_inputs(), pd.Series([0], index=[7]), AS_OF, Policy(), PLENTY)
    assert nothing.empty
    assert list(nothing.columns) == list(found.columns)


def test_reasons_are_listed_by_number() -> None:
    inputs = two(unit_cost=np.nan)
    found = left_out(inputs, pd.Series([3, 4], index=[8, 7]), Policy())
    assert found.to_dict("records") == [{"unique_id": 8, "recommended": 3, "reason": "COST_UNKNOWN"}]
    costless = replace(inputs, terms=inputs.terms.assign(unit_cost=0.0))
    assert left_out(costless, pd.Series([3, 4], index=[8, 7]), Policy())["unique_id"].tolist() == [7, 8]
    assert left_out(costless, pd.Series([0, 0], index=[8, 7]), Policy()).empty
