"""Cancelling an order of which nothing has arrived. Functions take an open session; the caller commits."""

from sqlalchemy.orm import Session

from domain.errors import FieldProblem
from domain.identity.caller import Caller
from domain.purchasing import coverage, records, repository
from domain.purchasing.decisions import guarded_now
from domain.purchasing.errors import OrderRefusedError
from domain.purchasing.rules import Action, check_action
from domain.purchasing.service import advance, finish, load

MAX_REASON_LENGTH = 2_000


def cancel(session: Session, caller: Caller, order_id: int, expected_version: int, reason: str) -> int:
    """Cancel an order, with a reason; recommendations that it was made of are open again.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state or role does not allow it, or units have arrived.
        OrderRefusedError: the reason is empty or longer than 2,000 characters.
    """
    order = load(session, order_id, expected_version)
    items = repository.items_of(session, order.id)
    facts = records.facts(order, has_receipts=any(item.received_quantity for item in items))
    after = check_action(Action.CANCEL, facts, caller)
    if not reason.strip() or len(reason) > MAX_REASON_LENGTH:
        raise OrderRefusedError([FieldProblem("reason", f"A reason must have 1 to {MAX_REASON_LENGTH:,} characters.")])
    values: dict[str, object] = {
        "state": after,
        "cancelled_by": caller.user_id,
        "cancelled_at": caller.now,
        "cancellation_reason": reason,
    }
    with guarded_now():
        advance(session, order, values)
    freed = coverage.settle_published(session, {item.product_id for item in items})
    people = {"submitted_by": order.submitted_by, "approved_by": order.approved_by}
    records.tell(session, order, Action.CANCEL, caller, reason=reason, **people)
    details = {"reason": reason, "total_amount": f"{order.total_amount:.2f}", "freed_recommendations": freed}
    return finish(session, order, Action.CANCEL, caller, after=after, details=details)
