"""Why two runs recommend different quantities of a SKU, from the evidence of both."""

from dataclasses import dataclass
from pathlib import Path

from analytics.replenishment.difference import Decision, differences
from kit.errors import InputError
from planning.snapshot import Snapshot, open_snapshot


@dataclass(frozen=True)
class Difference:
    """Two quantities of a SKU, and the units that each input moved them by, in order; they sum to the difference."""

    sku: str
    first_quantity: int
    second_quantity: int
    moved: dict[str, int]


def difference(home: Path, first_run: int, second_run: int, sku: str) -> Difference:
    """Exchange one input after the other.

    Raises:
        InputError: a run has no such SKU or no evidence.
        FaultError: the evidence was changed since a run.
    """
    first, second = (_decision(open_snapshot(home, run), sku) for run in (first_run, second_run))
    return Difference(sku, first.quantity, second.quantity, differences(first, second))


def _decision(snapshot: Snapshot, sku: str) -> Decision:
    product = snapshot.product_of(sku)
    made = snapshot.made([product])
    if made.empty:
        raise InputError(f"Run {snapshot.run_id} had no forecast of SKU {sku}.")
    return Decision(snapshot.inputs([product]), snapshot.as_of, snapshot.policy, int(made["quantity"].iloc[0]))
