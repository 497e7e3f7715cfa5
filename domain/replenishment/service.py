"""Deciding against recommendations. Functions take an open session; whoever opened it commits."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.replenishment import decision_repository
from domain.replenishment.errors import DismissalRefusedError, ReasonRefusedError
from domain.replenishment.models import RecommendationDismissal
from domain.replenishment.rules import HOLDS, Need, stays_dismissed

LONGEST_REASON = 2_000
DECIDED = {"ORDERED": "was ordered already", "DISMISSED": "was dismissed already", "SUPERSEDED": "is not current"}


def dismiss(session: Session, run_id: int, product_id: int, *, reason: str, user_id: int, now: datetime) -> str:
    """Decide against a recommendation of the published run; the SKU's code.

    Raises:
        ReasonRefusedError: the reason is empty or longer than 2,000 characters.
        DismissalRefusedError: it is not of the published run, decided on already, or for nothing.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise ReasonRefusedError(f"A reason has 1 to {LONGEST_REASON:,} characters.")
    served = decision_repository.published_run(session)
    row = decision_repository.find(session, run_id, product_id) if served == run_id else None
    if row is None:
        raise DismissalRefusedError("OUTDATED", "The recommendation is not of the published run; read it again.")
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
        dismissed_by=user_id,
        dismissed_at=now,
    )
    decision_repository.add_dismissal(session, dismissal)
    decision_repository.change(session, [_dismissed(run_id, product_id, user_id, now)])
    return str(row.sku)


def carry_decisions(session: Session, run_id: int, logical_date: date, zone: ZoneInfo, now: datetime) -> dict[str, int]:
    """Let a new run's recommendations know what was decided before readers see them; how many of each.

    A dismissal holds as `rules.stays_dismissed` says. What was ordered of a recommendation after the run's data ended
    is not among its units on their way, so recommending it again would order it twice.

    To be called in the transaction that lets readers see the run, which holds the pointer to it.

    Args:
        session: the unit of work.
        run_id: the new run.
        logical_date: the last day that it knows.
        zone: the business time zone, in which that day ends.
        now: the present instant.
    """
    since = _unknown_since(session, run_id, logical_date, zone)
    ordered = decision_repository.ordered_since(session, run_id, since)
    changes: list[dict[str, object]] = [{"run_id": run_id, "product_id": id_, "status": "ORDERED"} for id_ in ordered]
    dismissed = [
        _dismissed(run_id, row.product_id, row.dismissed_by, row.dismissed_at)
        for row in decision_repository.dismissals_met(session, run_id, now - HOLDS)
        if row.product_id not in set(ordered)
        and stays_dismissed(
            Need(row.then_supplier_id, row.then_quantity, row.then_stockout_probability),
            row.dismissed_at,
            Need(row.supplier_id, row.quantity, row.stockout_probability),
            now,
        )
    ]
    decision_repository.change(session, changes)
    decision_repository.change(session, dismissed)
    return {"ordered": len(ordered), "dismissed": len(dismissed)}


def free(session: Session, product_ids: Collection[int], zone: ZoneInfo) -> list[int]:
    """Open the published run's recommendations again that no order holds any more; of which products.

    To be called after the order that held them was cancelled or its lines were removed.

    Args:
        session: the unit of work.
        product_ids: products of lines that were made of recommendations and are gone.
        zone: the business time zone.
    """
    run_id = decision_repository.published_run(session) if product_ids else None
    if run_id is None:
        return []
    ordered = decision_repository.among_ordered(session, run_id, product_ids)
    since = _unknown_since(session, run_id, decision_repository.logical_date(session, run_id), zone)
    held = set(decision_repository.ordered_since(session, run_id, since, status="ORDERED"))
    freed = [product_id for product_id in ordered if product_id not in held]
    decision_repository.change(
        session, [{"run_id": run_id, "product_id": product_id, "status": "OPEN"} for product_id in freed]
    )
    return freed


def _unknown_since(session: Session, run_id: int, logical_date: date, zone: ZoneInfo) -> datetime:
    """From when on orders are not among the units on their way that a run knows."""
    data_end = datetime.combine(logical_date + timedelta(days=1), time(), zone)
    return min(data_end, decision_repository.started_at(session, run_id))


def _dismissed(run_id: int, product_id: int, user_id: int, at: datetime) -> dict[str, object]:
    return {
        "run_id": run_id,
        "product_id": product_id,
        "status": "DISMISSED",
        "dismissed_by": user_id,
        "dismissed_at": at,
    }
