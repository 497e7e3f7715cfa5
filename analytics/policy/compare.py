"""What each policy cost, the competing policies at their best parameters, and how sure the difference is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats
from analytics.policy.competing_policies import CoverPolicy, CoverRule, days_of_cover, min_max
from analytics.policy.recommended import Expectation, Recommended
from analytics.policy.simulation import Conditions, Ledger, simulate
from analytics.replenishment.economy import Economy
from kit.progress import Progress

RECOMMENDED, MIN_MAX, DAYS_OF_COVER = "RECOMMENDED", "MIN_MAX", "DAYS_OF_COVER"
CELLS_AT_ONCE = 8_000_000
RESAMPLES = 2_000
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class PolicyResult:
    """One policy's simulation, one entry per SKU.

    Args:
        policy: its name.
        parameters: what it was tuned to; empty for the recommended one.
        demand, lost, orders: units, units and number of orders after the warm-up.
        stock_value: mean value of the stock at unit cost.
        holding_cost, lost_margin, ordering_cost: money in the counted days.
    """

    policy: str
    parameters: str
    demand: Floats
    lost: Floats
    orders: Floats
    stock_value: Floats
    holding_cost: Floats
    lost_margin: Floats
    ordering_cost: Floats

    @property
    def total_cost(self) -> Floats:
        """Holding, lost margin and ordering together."""
        return self.holding_cost + self.lost_margin + self.ordering_cost

    @property
    def fill_rate(self) -> float:
        """Share of the demanded units that were served."""
        return float(1 - self.lost.sum() / max(self.demand.sum(), 1))


@dataclass(frozen=True)
class Comparison:
    """The recommended and the competing policies; `promised` is the fill rate expected of the recommended one."""

    recommended: PolicyResult
    competing_policies: tuple[PolicyResult, ...]
    expected_fill_rate: float
    days: int

    @property
    def best_competing_policy(self) -> PolicyResult:
        """The competing policy whose total cost is lowest."""
        return min(self.competing_policies, key=lambda competing: float(competing.total_cost.sum()))


def compare(
    conditions: Conditions, recommended: Recommended, lead: Floats, unit_cost: Floats, report: Progress
) -> Comparison:
    """Simulate the recommended policy and every parameter set of the competing ones; keep the cheapest of each.

    Their parameters are chosen by total cost on the very days that are counted, which favours them.
    """
    fixed_terms = recommended.fixed_terms
    ledger = simulate(conditions, recommended)
    report("policies", 1, 3)
    money = fixed_terms.economy, unit_cost
    tuned = []
    for number, (name, grid) in enumerate(((MIN_MAX, min_max()), (DAYS_OF_COVER, days_of_cover()))):
        tuned.append(_cheapest(name, conditions, _variants(grid, recommended, lead, conditions), money))
        report("policies", number + 2, 3)
    return Comparison(
        priced(RECOMMENDED, "", ledger, 0, money),
        tuple(tuned),
        _expected_fill_rate(recommended.expectation),
        ledger.days,
    )


def priced(policy: str, parameters: str, ledger: Ledger, variant: int, money: tuple[Economy, Floats]) -> PolicyResult:
    """Put a price on one variant's simulation."""
    economy, unit_cost = money
    return PolicyResult(
        policy=policy,
        parameters=parameters,
        demand=ledger.demand[variant],
        lost=ledger.lost[variant],
        orders=ledger.orders[variant],
        stock_value=ledger.stock_days[variant] / ledger.days * unit_cost,
        holding_cost=ledger.stock_days[variant] * economy.holding,
        lost_margin=ledger.lost[variant] * economy.margin,
        ordering_cost=ledger.orders[variant] * economy.ordering,
    )


def _variants(
    grid: tuple[CoverRule, ...], recommended: Recommended, lead: Floats, conditions: Conditions
) -> Iterator[tuple[tuple[CoverRule, ...], CoverPolicy]]:
    at_once = max(CELLS_AT_ONCE // conditions.lead_days.size, 1)
    for first in range(0, len(grid), at_once):
        part = grid[first : first + at_once]
        yield part, CoverPolicy(part, lead, recommended.fixed_terms.review, recommended.fixed_terms.bounds)


def _cheapest(
    name: str,
    conditions: Conditions,
    variants: Iterator[tuple[Sequence[CoverRule], CoverPolicy]],
    money: tuple[Economy, Floats],
) -> PolicyResult:
    best: PolicyResult | None = None
    for part, rules in variants:
        ledger = simulate(conditions, rules)
        for variant, rule in enumerate(part):
            found = priced(name, str(rule), ledger, variant, money)
            if best is None or found.total_cost.sum() < best.total_cost.sum():
                best = found
    assert best is not None  # noqa: S101  a grid is never empty
    return best


def _expected_fill_rate(expectation: Expectation) -> float:
    return float(1 - expectation.lost.sum() / max(expectation.demand.sum(), 1e-9))


def ratio_interval(recommended: Floats, competing: Floats, seed: int) -> tuple[float, float]:
    """90 % interval of the ratio of two sums over SKUs, by resampling the SKUs.

    Source:
        Efron, B. and Tibshirani, R. (1993), An Introduction to the Bootstrap, section 13.3 (percentile interval).
    """
    draws = np.random.default_rng(seed)
    weights = draws.multinomial(len(recommended), np.full(len(recommended), 1 / len(recommended)), RESAMPLES).astype(
        np.float64
    )
    low, high = np.quantile((weights @ recommended) / np.maximum(weights @ competing, 1e-9), INTERVAL)
    return float(low), float(high)


def sum_interval(values: Floats, seed: int) -> tuple[float, float]:
    """90 % interval of a sum over SKUs, by resampling the SKUs."""
    draws = np.random.default_rng(seed)
    weights = draws.multinomial(len(values), np.full(len(values), 1 / len(values)), RESAMPLES)
    low, high = np.quantile(weights @ values, INTERVAL)
    return float(low), float(high)


def frame(comparison: Comparison, ids: pd.Index, seed: int) -> pd.DataFrame:
    """Rows for publication: every policy in total (unique_id null) and for each SKU.

    Returns:
        policy, parameters, unique_id (Int64), service_level (share of demand served), planned_service_level (total of
        the recommended policy only), demand_units, lost_units, order_count, lost_margin, mean_stock_value,
        holding_cost, ordering_cost, total_cost, total_cost_low, total_cost_high (90 %, totals only), cost_ratio,
        cost_ratio_low, cost_ratio_high (total cost of the recommended policy over this one's, totals of competing
        policies only).
    """
    every = (comparison.recommended, *comparison.competing_policies)
    totals = [_total(policy, comparison, seed) for policy in every]
    parts = [pd.DataFrame(totals), *(_by_sku(policy, ids) for policy in every)]
    found = pd.concat([part.dropna(axis="columns", how="all") for part in parts], ignore_index=True)
    return found.assign(unique_id=found["unique_id"].astype("Int64"), id=np.arange(1, len(found) + 1))


def _total(policy: PolicyResult, comparison: Comparison, seed: int) -> dict[str, object]:
    low, high = sum_interval(policy.total_cost, seed)
    row: dict[str, object] = {
        "policy": policy.policy,
        "parameters": policy.parameters,
        "service_level": policy.fill_rate,
        "demand_units": policy.demand.sum(),
        "lost_units": policy.lost.sum(),
        "order_count": int(policy.orders.sum()),
        "lost_margin": policy.lost_margin.sum(),
        "mean_stock_value": policy.stock_value.sum(),
        "holding_cost": policy.holding_cost.sum(),
        "ordering_cost": policy.ordering_cost.sum(),
        "total_cost": policy.total_cost.sum(),
        "total_cost_low": low,
        "total_cost_high": high,
    }
    if policy is comparison.recommended:
        return row | {"planned_service_level": comparison.expected_fill_rate}
    recommended, competing = comparison.recommended.total_cost, policy.total_cost
    low, high = ratio_interval(recommended, competing, seed)
    return row | {
        "cost_ratio": recommended.sum() / max(competing.sum(), 1e-9),
        "cost_ratio_low": low,
        "cost_ratio_high": high,
    }


def _by_sku(policy: PolicyResult, ids: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "policy": policy.policy,
            "parameters": policy.parameters,
            "unique_id": ids.to_numpy(np.int64),
            "service_level": 1 - policy.lost / np.maximum(policy.demand, 1),
            "demand_units": policy.demand,
            "lost_units": policy.lost,
            "order_count": policy.orders.astype(np.int64),
            "lost_margin": policy.lost_margin,
            "mean_stock_value": policy.stock_value,
            "holding_cost": policy.holding_cost,
            "ordering_cost": policy.ordering_cost,
            "total_cost": policy.total_cost,
        }
    )
