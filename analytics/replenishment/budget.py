"""Spend a budget where it earns most: packs by expected profit, suppliers' minimum order values respected.

A line is bought in blocks: first its minimum order, then pack by pack up to what is recommended. The choice is a
knapsack with a condition per supplier. Small plans are solved to 0.1 % of the optimum by branch and bound; large ones
pack by pack in order of profit per unit of money, which is off by no more than the last block that does not fit, apart
from the suppliers' minimum order values.

Source:
    Dantzig, G. (1957), Discrete-variable extremum problems, Operations Research 5(2) (greedy bound); Huangfu, Q. and
    Hall, J. (2018), Parallelizing the dual revised simplex method (HiGHS, by scipy.optimize.milp).
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from analytics.core.arrays import Bools, Floats, Ints

MAX_BLOCKS_PER_LINE = 12
MAX_EXACT_BLOCKS = 1_500
GAP, SECONDS = 1e-3, 4.0


@dataclass(frozen=True)
class Blocks:
    """Blocks of all lines, a line's blocks one after the other in the order in which they must be bought.

    Args:
        line: number of the line.
        units: units of the block.
        cost: money.
        profit: expected profit of the block, given the ones before it; above zero.
    """

    line: Ints
    units: Floats
    cost: Floats
    profit: Floats

    @property
    def is_first(self) -> Bools:
        """Whether it is its line's first."""
        return np.asarray(np.diff(self.line, prepend=-1) != 0)


@dataclass(frozen=True)
class Budget:
    """What may be spent: an amount, and per line the supplier's number and minimum order value (0 for none)."""

    amount: float
    supplier: Ints
    minimum: Floats


def spend(blocks: Blocks, budget: Budget) -> Bools:
    """Choose the blocks to buy: whole prefixes of lines, within the budget, no supplier below its minimum."""
    if not len(blocks.line):
        return np.zeros(0, dtype=np.bool_)
    by_profit = _by_profit(blocks, budget)
    if len(blocks.line) > MAX_EXACT_BLOCKS:
        return by_profit
    exact = _exact(blocks, budget)
    return exact if exact is not None and blocks.profit[exact].sum() > blocks.profit[by_profit].sum() else by_profit


def _exact(blocks: Blocks, budget: Budget) -> Bools | None:
    """Branch and bound; None if the time is up before anything was found."""
    count = len(blocks.line)
    suppliers, owner = np.unique(budget.supplier[blocks.line], return_inverse=True)
    minimum = np.zeros(len(suppliers))
    np.maximum.at(minimum, owner, budget.minimum[blocks.line])
    every = np.arange(count)
    following = np.flatnonzero(~blocks.is_first)
    # a block needs the one before it, a line's first block its supplier's order, and that order its minimum value
    chained = _rows(following, following - 1, count + len(suppliers))
    ordered = _rows(every, count + owner, count + len(suppliers))
    value = sparse.csr_array((blocks.cost, (owner, every)), shape=(len(suppliers), count))
    reached = sparse.hstack([value, sparse.diags_array(-minimum)], format="csr")
    spent = sparse.csr_array(np.concatenate([blocks.cost, np.zeros(len(suppliers))])[None, :])
    rules = [
        optimize.LinearConstraint(spent, ub=budget.amount),
        optimize.LinearConstraint(ordered, ub=0),
        optimize.LinearConstraint(reached, lb=0),
    ]
    if len(following):
        rules.append(optimize.LinearConstraint(chained, ub=0))
    found = optimize.milp(
        np.concatenate([-blocks.profit, np.zeros(len(suppliers))]),
        constraints=rules,
        integrality=np.ones(count + len(suppliers)),
        bounds=optimize.Bounds(0, 1),
        options={"mip_rel_gap": GAP, "time_limit": SECONDS},
    )
    if found.x is None:
        return None
    chosen = found.x[:count] > 0.5  # noqa: PLR2004  whole numbers up to the solver's tolerance
    return chosen if is_allowed(blocks, budget, chosen) else None


def is_allowed(blocks: Blocks, budget: Budget, chosen: Bools) -> bool:
    """Whether a choice keeps to budget, order of blocks and suppliers' minimum order values."""
    following = np.flatnonzero(~blocks.is_first)
    is_whole = not bool((chosen[following] & ~chosen[following - 1]).any())
    return is_whole and bool(blocks.cost[chosen].sum() <= budget.amount) and not len(_short(blocks, budget, chosen))


def _rows(block: Ints, needed: Ints, columns: int) -> sparse.csr_array:
    """One row a block: x[block] - x[needed], at most 0."""
    number = np.arange(len(block))
    ones = np.ones(len(block))
    return sparse.csr_array(
        (np.concatenate([ones, -ones]), (np.tile(number, 2), np.concatenate([block, needed]))),
        shape=(len(block), columns),
    )


def _by_profit(blocks: Blocks, budget: Budget) -> Bools:
    """Best profit per money first; suppliers that stay below their minimum are left out, the farthest first."""
    step = _steps(blocks)
    is_open = np.ones(len(blocks.line), dtype=np.bool_)
    while True:
        chosen = _fill(blocks, step, is_open, budget.amount)
        short = _short(blocks, budget, chosen)
        if not len(short):
            return chosen
        is_open &= ~np.isin(budget.supplier[blocks.line], short[: max(len(short) // 2, 1)])


def _fill(blocks: Blocks, step: Ints, is_open: Bools, budget: float) -> Bools:
    """Take steps in order of profit per money as long as they fit; a step that does not fit ends its line."""
    number = int(step.max()) + 1
    cost, profit = np.bincount(step, blocks.cost, number), np.bincount(step, blocks.profit, number)
    line = np.zeros(number, dtype=np.int64)
    line[step] = blocks.line
    usable = np.zeros(number, dtype=np.bool_)
    usable[step] = is_open
    order = np.lexsort((np.arange(number), -profit / cost))
    taken, ended, left = np.zeros(number, dtype=np.bool_), set[int](), budget
    for at in order[usable[order]].tolist():
        if cost[at] <= left and line[at] not in ended:
            taken[at], left = True, left - cost[at]
        else:
            ended.add(int(line[at]))
    return np.asarray(taken[step])


def _steps(blocks: Blocks) -> Ints:
    """Number of the step that each block is bought in: blocks joined until profit per money falls along each line."""
    step = np.zeros(len(blocks.line), dtype=np.int64)
    stack: list[tuple[int, int, float, float]] = []  # first block, line, cost, profit
    begins = []
    for at, (line, cost, profit) in enumerate(zip(blocks.line.tolist(), blocks.cost, blocks.profit, strict=True)):
        current = (at, line, float(cost), float(profit))
        while stack and stack[-1][1] == line and stack[-1][3] * current[2] <= current[3] * stack[-1][2]:
            before = stack.pop()
            current = (before[0], line, before[2] + current[2], before[3] + current[3])
        stack.append(current)
    begins = [entry[0] for entry in stack]
    step[begins[1:]] = 1
    return np.cumsum(step)


def _short(blocks: Blocks, budget: Budget, chosen: Bools) -> Ints:
    """Suppliers with an order below their minimum order value, the ones that lack the greatest share first."""
    suppliers, owner = np.unique(budget.supplier[blocks.line], return_inverse=True)
    value = np.bincount(owner, np.where(chosen, blocks.cost, 0))
    minimum = np.zeros(len(suppliers))
    np.maximum.at(minimum, owner, budget.minimum[blocks.line])
    share = value / np.maximum(minimum, 1e-9)
    short = np.flatnonzero((value > 0) & (share < 1 - 1e-9))
    return np.asarray(suppliers[short[np.argsort(share[short], kind="stable")]])
