"""The budget plan of a night: which of the recommended packs a budget buys, and where it is cut."""

from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, take
from analytics.replenishment.budget import MAX_BLOCKS_PER_LINE, Blocks, Budget, spend
from analytics.replenishment.economy import economy
from analytics.replenishment.inputs import Policy, ReplenishmentInputs, floats, is_currency_mixed, planning_terms
from analytics.replenishment.order_up_to import OrderUpToLevel
from analytics.replenishment.plan import Plan
from analytics.replenishment.quantity import Limits
from analytics.replenishment.service import order_up_to_levels

MIN_PROFIT_SHARE = 1e-6  # a recommended pack is bought if the budget reaches it, however little it earns at once

EXCLUSIONS = ("COST_UNKNOWN", "CURRENCY_MIXED", "PRICE_UNKNOWN", "NO_GAIN")
"""Why no budget is spent on a recommended order."""


def plan_budget(
    inputs: ReplenishmentInputs, quantity: pd.Series, as_of: date, policy: Policy, budget: float
) -> pd.DataFrame:
    """Spend a budget on recommended orders.

    The profit of `k` units is the margin of the sales that they save until the next order's arrival, less the holding
    cost of those that are left over then.

    Args:
        inputs: of the SKUs that may be ordered.
        quantity: recommended units by unique_id.
        as_of: the run's date.
        policy: the run's.
        budget: in the one currency of all unit costs.

    Returns:
        One row per SKU with a recommended quantity and known cost and margin, best profit per money first: unique_id,
        supplier_id, unit_cost, recommended, quantity (what the budget buys), cost, profit (expected of that quantity),
        full_profit (expected of the recommended quantity), return_on_cost (expected profit per money of what is bought
        of the line; of a line of which nothing is, of what is recommended), is_cut (less than recommended is bought).
    """
    plan, _, bounds, found = order_up_to_levels(inputs, as_of, policy)
    wanted = floats(quantity.reindex(plan.ids))
    cost = floats(plan.terms["unit_cost"])
    rows = np.flatnonzero((wanted > 0) & (cost > 0) & (plan.economy.margin > 0))
    blocks = _blocks(plan, found, bounds, rows, wanted[rows])
    supplier = np.nan_to_num(floats(plan.terms["supplier_id"])[rows], nan=-1).astype(np.int64)
    minimum = np.nan_to_num(floats(plan.terms["min_order_value"])[rows])
    minimum = np.minimum(minimum, _value_by(supplier, wanted[rows] * cost[rows]))
    chosen = spend(blocks, Budget(budget, supplier, np.where(supplier < 0, 0, minimum)))
    lines = len(rows)
    bought = np.bincount(blocks.line, np.where(chosen, blocks.units, 0), lines)
    spent = np.bincount(blocks.line, np.where(chosen, blocks.cost, 0), lines)
    profit = np.bincount(blocks.line, np.where(chosen, blocks.profit, 0), lines)
    full_profit = np.bincount(blocks.line, blocks.profit, lines)
    order = {
        "unique_id": plan.ids[rows].to_numpy(np.int64),
        "supplier_id": plan.terms["supplier_id"].astype("Int64").array[rows],
        "unit_cost": cost[rows],
        "recommended": wanted[rows].astype(np.int64),
        "quantity": bought.astype(np.int64),
        "cost": spent,
        "profit": profit,
        "full_profit": full_profit,
        "return_on_cost": np.where(bought > 0, profit, full_profit)
        / np.where(bought > 0, spent, wanted[rows] * cost[rows]),
        "is_cut": bought < wanted[rows],
    }
    return pd.DataFrame(order).sort_values(["return_on_cost", "unique_id"], ascending=[False, True], ignore_index=True)


def left_out(inputs: ReplenishmentInputs, quantity: pd.Series, policy: Policy) -> pd.DataFrame:
    """Recommended orders that no budget is spent on, since what they earn is not known or they earn nothing.

    Returns:
        unique_id, recommended, reason (one of `EXCLUSIONS`), by unique_id: what `plan_budget` has no row for.
    """
    wanted = quantity[quantity > 0].sort_index()
    ids = pd.Index(wanted.index, name="unique_id")
    terms = planning_terms(inputs.terms, ids)
    cost, margin = floats(terms["unit_cost"]), economy(terms, policy).margin
    cases = [~(cost > 0), is_currency_mixed(terms), np.isnan(margin), ~(margin > 0)]
    reason = np.select(cases, EXCLUSIONS, default="")
    found = pd.DataFrame({"unique_id": ids, "recommended": wanted.to_numpy(np.int64), "reason": reason})
    return found[found["reason"] != ""].reset_index(drop=True)


def _value_by(supplier: np.ndarray, value: Floats) -> Floats:
    """The supplier's whole recommended value for each line: a recommended order is never called too small."""
    _, owner = np.unique(supplier, return_inverse=True)
    return np.asarray(np.bincount(owner, value)[owner]) if len(supplier) else value


def _blocks(plan: Plan, found: OrderUpToLevel, bounds: Limits, rows: np.ndarray, wanted: Floats) -> Blocks:
    """Cut every line into its minimum order and packs, some packs to a block where there are many."""
    pack, cost = bounds.pack[rows], floats(plan.terms["unit_cost"])[rows]
    first = np.minimum(np.maximum(np.ceil(bounds.moq[rows] / pack) * pack, pack), wanted)
    packs = np.ceil((wanted - first) / pack)
    number = np.minimum(packs, MAX_BLOCKS_PER_LINE - 1).astype(np.int64)
    line = np.repeat(np.arange(len(rows)), number + 1)
    place = np.arange(len(line)) - np.repeat(np.cumsum(number + 1) - number - 1, number + 1)
    share = np.divide(place, number[line], out=np.zeros(len(line)), where=number[line] > 0)
    until = np.minimum(first[line] + np.round(share * packs[line]) * pack[line], wanted[line])
    paths = take(found.paths, rows)
    short = paths.shortage(np.zeros(len(rows)))
    saved = short[line] - take(paths, line).shortage(until)
    economy = plan.economy
    holding = economy.holding[rows][line] * plan.cycle.review[rows][line]
    value = economy.margin[rows][line] * saved - holding * (until - saved)
    is_first = place == 0
    units = np.where(is_first, until, np.diff(until, prepend=0))
    profit = np.where(is_first, value, np.diff(value, prepend=0))
    money = units * cost[line]
    return Blocks(line, units, money, np.maximum(profit, MIN_PROFIT_SHARE * money))
