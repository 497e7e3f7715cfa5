from itertools import product

import numpy as np
import pytest
from scipy import optimize, sparse

from analytics.core.arrays import Bools
from analytics.replenishment.budget import MAX_EXACT_BLOCKS, Blocks, Budget, is_allowed, spend


def small_case(seed: int) -> tuple[Blocks, Budget]:
    """Two to five lines of two suppliers, each a least order and some packs of falling profit."""
    rng = np.random.default_rng(seed)
    lines = int(rng.integers(2, 6))
    line, units, cost, profit = [], [], [], []
    for number in range(lines):
        unit_cost, margin = rng.uniform(1, 30), rng.uniform(0.5, 20)
        pack, blocks = int(rng.integers(1, 7)), int(rng.integers(1, 5))
        for place in range(blocks):
            size = pack * int(rng.integers(1, 4)) if place == 0 else pack
            line.append(number)
            units.append(float(size))
            cost.append(size * unit_cost)
            # the first block may earn less than the next ones, for it is forced upon the buyer
            profit.append(size * margin * rng.uniform(0.1, 1) * 0.7**place)
    blocks_ = Blocks(np.array(line), np.array(units), np.array(cost), np.array(profit))
    supplier = rng.integers(0, 2, lines)
    minimum = np.array([0.0, rng.uniform(0, 0.6) * sum(cost)])[supplier]
    return blocks_, Budget(float(rng.uniform(0.1, 0.9) * sum(cost)), supplier, minimum)


def best_by_trying_all(blocks: Blocks, budget: Budget) -> float:
    """The greatest profit among all choices of prefixes, without the code under test."""
    members = [np.flatnonzero(blocks.line == number) for number in range(blocks.line.max() + 1)]
    best = 0.0
    for lengths in product(*(range(len(rows) + 1) for rows in members)):
        chosen = [rows[:length] for rows, length in zip(members, lengths, strict=True)]
        spent = [blocks.cost[rows].sum() for rows in chosen]
        if sum(spent) > budget.amount:
            continue
        by_supplier = {
            supplier: sum(cost for cost, owner in zip(spent, budget.supplier, strict=True) if owner == supplier)
            for supplier in set(budget.supplier.tolist())
        }
        least = dict(zip(budget.supplier.tolist(), budget.minimum, strict=True))
        if any(0 < value < least[supplier] for supplier, value in by_supplier.items()):
            continue
        best = max(best, sum(blocks.profit[rows].sum() for rows in chosen))
    return best


def test_within_one_percent_of_brute_force_on_200_small_cases() -> None:
    for seed in range(200):
        blocks, budget = small_case(seed)
        chosen = spend(blocks, budget)
        assert is_allowed(blocks, budget, chosen), seed
        assert blocks.profit[chosen].sum() >= 0.99 * best_by_trying_all(blocks, budget), seed


def large_case(lines: int, budget_share: float) -> tuple[Blocks, Budget]:
    rng = np.random.default_rng(5)
    number = rng.integers(1, 12, lines)
    line = np.repeat(np.arange(lines), number)
    cost = rng.lognormal(8, 1, lines)[line] * rng.uniform(0.8, 1.2, len(line))
    place = np.arange(len(line)) - np.repeat(np.cumsum(number) - number, number)
    profit = cost * rng.uniform(0.02, 1, lines)[line] * 0.6**place
    supplier = rng.integers(0, 30, lines)
    minimum = rng.choice([0.0, 3_000.0, 100_000.0], 30)[supplier]
    return Blocks(line, np.ones(len(line)), cost, profit), Budget(float(budget_share * cost.sum()), supplier, minimum)


def upper_bound(blocks: Blocks, budget: Budget) -> float:
    """What blocks in any fraction would earn at most."""
    spent = sparse.csr_array(blocks.cost[None, :])
    found = optimize.linprog(-blocks.profit, A_ub=spent, b_ub=[budget.amount], bounds=(0, 1))
    return float(-found.fun)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.8])
def test_large_plans_come_close_to_what_no_plan_can_exceed(share: float) -> None:
    blocks, budget = large_case(600, share)
    assert len(blocks.line) > MAX_EXACT_BLOCKS
    chosen = spend(blocks, budget)
    assert is_allowed(blocks, budget, chosen)
    free = Budget(budget.amount, budget.supplier, np.zeros_like(budget.minimum))
    assert blocks.profit[spend(blocks, free)].sum() >= 0.99 * upper_bound(blocks, free)


def everything(blocks: Blocks) -> Bools:
    return np.ones(len(blocks.line), dtype=bool)


def test_enough_money_buys_all_and_none_buys_nothing() -> None:
    for seed in range(20):
        blocks, budget = small_case(seed)
        rich = Budget(float(blocks.cost.sum() + 1), budget.supplier, np.zeros_like(budget.minimum))
        assert (spend(blocks, rich) == everything(blocks)).all()
        assert not spend(blocks, Budget(0.0, budget.supplier, budget.minimum)).any()
