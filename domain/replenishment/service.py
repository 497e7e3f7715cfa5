"""Deciding against recommendations. Functions take an open session; the caller commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.pipeline.repository import hold_published_run
from domain.published.repository import change_recommendations
from domain.purchasing import coverage
from domain.replenishment import repository
from domain.replenishment.errors import DismissalRefusedError, ReasonRefusedError
from domain.replenishment.models import RecommendationDismissal
from domain.replenishment.rules import HOLDS, Need, stays_dismissed

MAX_REASON_LENGTH = 2_000
DECIDED = {"ORDERED": "was already ordered", "DISMISSED": "was already dismissed", "SUPERSEDED": "is not current"}


def dismiss(session: Session, caller: Caller, run_id: int, product_id: int, *, reason: str) -> int:
    """Decide against a recommendation of the published run.

    Raises:
        ReasonRefusedError: the reason is empty or longer than 2,000 characters.
        DismissalRefusedError: it is not of the published run, decided on already, or for nothing.
    """
    if not reason.strip() or len(reason) > MAX_REASON_LENGTH:
        raise ReasonRefusedError(f"A reason must have 1 to {MAX_REASON_LENGTH:,} characters.")
    served = hold_published_run(session)
    row = repository.lock_recommendation(session, run_id, product_id) if served == run_id else None
    if row is None:
        raise DismissalRefusedError("OUTDATED", "The recommendation is not from the published run; reload it.")
    if row.status in DECIDED:
        raise DismissalRefusedError(row.status, f"The recommendation for {row.sku} {DECIDED[row.status]}.")
    if row.quantity == 0:
        raise DismissalRefusedError("NOTHING_TO_ORDER", f"Nothing is recommended for {row.sku}.")
    dismissal = RecommendationDismissal(
        product_id=product_id,
        supplier_id=row.supplier_id,
        run_id=run_id,
        quantity=row.quantity,
        stockout_probability=row.stockout_probability,
        reason=reason,
        dismissed_by=caller.user_id,
        dismissed_at=caller.now,
    )
    repository.add_dismissal(session, dismissal)
    change_recommendations(session, [_dismissed(run_id, product_id, caller.user_id, caller.now)])
    details = {"sku": row.sku, "run_id": run_id, "reason": reason}
    record(session, done("DISMISS_RECOMMENDATION", caller, ("Recommendation", f"{run_id}.{product_id}"), details))
    return product_id


def carry_decisions(session: Session, run_id: int, now: datetime) -> dict[str, int]:
    """Let a new run's recommendations know what was decided before readers see them; how many of each.

    A dismissal holds as `rules.stays_dismissed` says. What was ordered after the run's data ended is not among its
    units on their way, so recommending it again would order it twice: `coverage.settle` says what is covered.

    To be called in the transaction that lets readers see the run, which holds the pointer to it.

    Args:
        session: the unit of work.
        run_id: the new run.
        now: the present instant.
    """
    ordered = coverage.settle(session, run_id)
    dismissed = [
        _dismissed(run_id, row.product_id, row.dismissed_by, row.dismissed_at)
        for row in repository.dismissals_met(session, run_id, now - HOLDS)
        if stays_dismissed(
            Need(row.then_supplier_id, row.then_quantity, row.then_stockout_probability),
            row.dismissed_at,
            Need(row.supplier_id, row.quantity, row.stockout_probability),
            now,
        )
    ]
    change_recommendations(session, dismissed)
    return {"ordered": ordered, "dismissed": len(dismissed)}


def _dismissed(run_id: int, product_id: int, user_id: int, at: datetime) -> dict[str, object]:
    return {
        "run_id": run_id,
        "product_id": product_id,
        "status": "DISMISSED",
        "dismissed_by": user_id,
        "dismissed_at": at,
    }
