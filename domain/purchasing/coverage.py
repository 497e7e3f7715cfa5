"""Whether orders cover what is recommended, by the units that are open now. Functions take an open session."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from domain.pipeline.repository import hold_published_run
from domain.published.repository import change_recommendations
from domain.purchasing import open_units_repository
from domain.purchasing.rules import status_of


def settle_published(session: Session, product_ids: Collection[int]) -> int:
    """Let the published run's recommendations for these SKUs follow their orders, once written; how many changed.

    The pointer to the run is held, so that a run which is published at the same moment sees these orders or is
    settled here.
    """
    run_id = hold_published_run(session)
    return settle(session, run_id, product_ids) if run_id is not None and product_ids else 0


def settle(session: Session, run_id: int, product_ids: Collection[int] | None = None) -> int:
    """Set the status of a run's recommendations by what has been ordered since its data; how many changed.

    Args:
        session: the unit of work.
        run_id: the run.
        product_ids: of these SKUs; None: of all.
    """
    changes: list[dict[str, object]] = []
    for row in open_units_repository.coverage(session, run_id, product_ids):
        status = status_of(row.status, row.quantity, row.ordered_since, is_taken=row.is_taken)
        if status != row.status:
            changes.append({"run_id": run_id, "product_id": row.product_id, "status": status})
    change_recommendations(session, changes)
    return len(changes)
