"""Recompute a recommendation from its run's evidence, and say whether it comes out the same."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analytics.replenishment.service import recommend
from domain.replenishment.repository import stored_recommendation
from kit.errors import FaultError, InputError
from kit.version import code_version
from planning.snapshot import Snapshot, open_snapshot


@dataclass(frozen=True)
class Replay:
    """A recommendation as it was made and as it comes out again.

    Args:
        run_id: the run that made it.
        sku: its SKU.
        stored_quantity: units as made.
        quantity: units as recomputed.
        stored_sha256: hash of the inputs as made.
        sha256: hash of the inputs as recomputed.
        waterfall: the terms as recomputed.
        made_by: code version of the run.
        replayed_by: code version now.
    """

    run_id: int
    sku: str
    stored_quantity: int
    quantity: int
    stored_sha256: str
    sha256: str
    waterfall: list[dict[str, object]]
    made_by: str
    replayed_by: str

    @property
    def is_identical(self) -> bool:
        """Whether quantity and inputs are the same."""
        return self.quantity == self.stored_quantity and self.sha256 == self.stored_sha256


def replay(engine: Engine, home: Path, reference: str) -> Replay:
    """Recompute one recommendation from the files that its run kept, whatever has changed in the database since.

    Args:
        engine: asked only for what was published, if the run's rows are still kept.
        home: where the evidence is.
        reference: RUN:SKU, RUN.PRODUCT as in node ids, or a recommendation's node id.

    Raises:
        InputError: there is no such recommendation, or its evidence is not kept any more.
        FaultError: a file of the evidence, or the published row, was changed since.
    """
    run_id, product, sku = parse_reference(reference)
    snapshot = open_snapshot(home, run_id)
    if product is None:
        product = snapshot.product_of(sku)
    made = _one(snapshot.made([product]), reference)
    with Session(engine) as session:
        published = stored_recommendation(session, run_id, product)
    if published is not None and (published.quantity, published.sha256) != (
        made["quantity"],
        made["input_sha256"].hex(),
    ):
        raise FaultError(
            f"The published recommendation {reference} is not the one in {snapshot.folder}:"
            f" {published.quantity} units published, {made['quantity']} kept."
        )
    again = _one(recomputed(snapshot, product), reference)
    terms = snapshot.inputs([product]).terms
    return Replay(
        run_id=run_id,
        sku=str(terms["sku"].iloc[0]),
        stored_quantity=int(made["quantity"]),
        quantity=int(again["quantity"]),
        stored_sha256=made["input_sha256"].hex(),
        sha256=again["input_sha256"].hex(),
        waterfall=list(again["waterfall"]),
        made_by=snapshot.code_version,
        replayed_by=code_version(),
    )


def recomputed(snapshot: Snapshot, product: int) -> pd.DataFrame:
    """The recommendation of one SKU, made again together with its supplier's others."""
    made = recommend(snapshot.inputs(snapshot.same_supplier(product)), snapshot.as_of, snapshot.policy)
    return made[made["unique_id"] == product]


def parse_reference(reference: str) -> tuple[int, int | None, str]:
    """Run, product (None if a SKU is named) and SKU (empty if a product is named).

    Raises:
        InputError: it is none of the forms.
    """
    run, is_sku, sku = reference.partition(":")
    if is_sku and run.isascii() and run.isdigit() and sku:
        return int(run), None, sku
    text = reference
    try:
        padded = reference + "=" * (-len(reference) % 4)
        kind, _, key = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
        text = key if kind == "Recommendation" else reference
    except ValueError:
        pass  # no node id; one of the other forms, or nothing of the kind
    run, _, product = text.partition(".")
    if all(part.isascii() and part.isdigit() for part in (run, product)):
        return int(run), int(product), ""
    raise InputError(f"{reference} is not a recommendation; write RUN:SKU, such as 12:KIT-00007, or its id.")


def _one(frame: pd.DataFrame, reference: str) -> dict[str, Any]:
    if frame.empty:
        raise InputError(f"There is no recommendation {reference}: the run had no forecast of this SKU.")
    return {str(name): value for name, value in frame.iloc[0].items()}
