"""The budget plan of a run, from its evidence; nothing is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from analytics.replenishment.budget_plan import left_out, plan_budget
from analytics.replenishment.inputs import ReplenishmentInputs
from kit.errors import InputError
from planning.snapshot import open_snapshot


@dataclass(frozen=True)
class BudgetPlan:
    """What a budget buys of a run's recommendations.

    Args:
        run_id: the run.
        as_of: its date.
        currency: of all amounts.
        lines: see `plan_budget`, with the SKU's code (sku) and the supplier's number.
        left_out: recommended SKUs without a line, and why, with the SKU's code; see `left_out`.
    """

    run_id: int
    as_of: date
    currency: str
    lines: pd.DataFrame
    left_out: pd.DataFrame


def budget_plan(
    home: Path,
    run_id: int,
    budget: float,
    currency: str,
    *,
    suppliers: Collection[int] | None = None,
    excluded: Collection[int] = (),
    ordered: Mapping[int, int] = MappingProxyType({}),
) -> BudgetPlan:
    """Spend a budget on what remains of a run's recommended orders in one currency.

    Args:
        home: where the evidence is.
        run_id: the run.
        budget: most that is spent.
        currency: of the budget; lines in other currencies are left out.
        suppliers: only these; None for all.
        excluded: products that are not to be ordered, for they are ordered or dismissed already.
        ordered: units by product that were ordered since the run's data; they arrive a lead time from now.

    Raises:
        InputError: the budget is negative, or the run has no evidence.
        FaultError: the evidence was changed since the run.
    """
    if not 0 <= budget <= 1e15:  # noqa: PLR2004  beyond it, cents are lost in floats
        raise InputError(f"The budget {budget:g} is refused: it must be between 0 and 1e15.")
    snapshot = open_snapshot(home, run_id)
    made = snapshot.made(snapshot.forecast_products())
    wanted = made[(made["quantity"] > 0) & (made["currency"] == currency) & ~made["unique_id"].isin(list(excluded))]
    if suppliers is not None:
        wanted = wanted[wanted["supplier_id"].isin(list(suppliers))]
    if wanted.empty:
        return BudgetPlan(run_id, snapshot.as_of, currency, pd.DataFrame(), pd.DataFrame())
    inputs = with_ordered(snapshot.inputs(wanted["unique_id"].tolist()), ordered)
    quantity = wanted.set_index("unique_id")["quantity"]
    quantity = (quantity - quantity.index.to_series().map(ordered).fillna(0)).clip(lower=0)
    lines = plan_budget(inputs, quantity, snapshot.as_of, snapshot.policy, budget)
    codes = inputs.terms.set_index("unique_id")["sku"]
    without = left_out(inputs, quantity, snapshot.policy)
    lines, without = (found.assign(sku=codes.reindex(found["unique_id"]).to_numpy()) for found in (lines, without))
    return BudgetPlan(run_id, snapshot.as_of, currency, lines, without)


def with_ordered(inputs: ReplenishmentInputs, ordered: Mapping[int, int]) -> ReplenishmentInputs:
    """The inputs with units on their way that were ordered since."""
    rows = pd.DataFrame({"unique_id": list(ordered), "units": list(ordered.values())}, dtype="int64")
    rows = rows[rows["unique_id"].isin(inputs.terms["unique_id"])].assign(expected_on=pd.Series(dtype="datetime64[ns]"))
    if rows.empty:
        return inputs
    return replace(inputs, inbound=pd.concat([inputs.inbound[rows.columns], rows], ignore_index=True))
