"""Submitting an order, deciding on it, and cancelling it. Functions take an open session; the caller commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import FieldProblem
from domain.identity.caller import Caller
from domain.purchasing import coverage, records, repository, splits
from domain.purchasing.errors import ContentChangedError, OrderRefusedError, RightLostError
from domain.purchasing.models import PurchaseOrder
from domain.purchasing.rules import MAX_REASON_LENGTH, Action, check_action, content_hash, total, with_contributor
from domain.purchasing.service import advance, finish, lines_of, load

GUARDS = ("approver_may_approve", "rejecter_may_reject", "canceller_may_cancel")
"""What the triggers on the orders' table call their look at who decides."""


def submit(session: Session, caller: Caller, order_id: int, expected_version: int) -> int:
    """Submit a draft for approval exactly as it is: its content hash is kept, and any edit voids it.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state, role or content does not allow it.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.SUBMIT, records.facts(order), caller)
    _check_content(session, order)
    values: dict[str, object] = {
        "state": after,
        "submitted_sha256": order.content_sha256,
        "submitted_by": caller.user_id,
        "submitted_at": caller.now,
        "contributor_ids": with_contributor(order.contributor_ids, caller.user_id),
    }
    repository.lock_splits(session, order.supplier_id)
    advance(session, order, values)
    is_split = splits.mark(session, caller, order, order.total_amount, order.lines_edited_at)
    records.tell(session, order, Action.SUBMIT, caller, is_split_suspect=is_split or order.is_split_suspect)
    return finish(
        session, order, Action.SUBMIT, caller, after=after, details={**_content(order), "is_split_suspect": is_split}
    )


def approve(session: Session, caller: Caller, order_id: int, expected_version: int) -> int:
    """Approve the submission; of approvals at the same time one wins.

    The total approved is the total shown: the version is the one that the approver read, and the lines are hashed
    again and compared with what was submitted.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state, role, four eyes, approval limit or content does not allow it.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.APPROVE, records.facts(order), caller)
    _check_content(session, order)
    with _guarded_now():
        advance(session, order, {"state": after, "approved_by": caller.user_id, "approved_at": caller.now})
    records.tell(session, order, Action.APPROVE, caller)
    return finish(session, order, Action.APPROVE, caller, after=after, details=_content(order))


def reject(session: Session, caller: Caller, order_id: int, expected_version: int, reason: str) -> int:
    """Reject the submission, with a reason that its author reads.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state, role or four eyes does not allow it.
        OrderRefusedError: the reason is empty or longer than 2,000 characters.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.REJECT, records.facts(order), caller)
    _check_reason(reason)
    values: dict[str, object] = {
        "state": after,
        "rejected_by": caller.user_id,
        "rejected_at": caller.now,
        "rejection_reason": reason,
    }
    with _guarded_now():
        advance(session, order, values)
    records.tell(session, order, Action.REJECT, caller, reason=reason)
    return finish(session, order, Action.REJECT, caller, after=after, details={**_content(order), "reason": reason})


def reopen(session: Session, caller: Caller, order_id: int, expected_version: int) -> int:
    """Make a rejected order a draft again; the rejection stays in the timeline.

    Who changed lines that the rejection was about may decide again, unless they were the last to do so.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state or role does not allow it.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.REOPEN, records.facts(order), caller)
    values: dict[str, object] = {
        "state": after,
        "submitted_sha256": None,
        "submitted_by": None,
        "submitted_at": None,
        "rejected_by": None,
        "rejected_at": None,
        "rejection_reason": None,
        "contributor_ids": [order.created_by],
    }
    advance(session, order, values)
    return finish(
        session, order, Action.REOPEN, caller, after=after, details={"reason_of_rejection": order.rejection_reason}
    )


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
    _check_reason(reason)
    values: dict[str, object] = {
        "state": after,
        "cancelled_by": caller.user_id,
        "cancelled_at": caller.now,
        "cancellation_reason": reason,
    }
    with _guarded_now():
        advance(session, order, values)
    freed = coverage.settle_published(session, {item.product_id for item in items})
    people = {"submitted_by": order.submitted_by, "approved_by": order.approved_by}
    records.tell(session, order, Action.CANCEL, caller, reason=reason, **people)
    details = {"reason": reason, "total_amount": f"{order.total_amount:.2f}", "freed_recommendations": freed}
    return finish(session, order, Action.CANCEL, caller, after=after, details=details)


@contextmanager
def _guarded_now() -> Iterator[None]:
    """Recognise the database's own check of who decides, as of now and not as of the request's start.

    Raises:
        RightLostError: the person may not decide on this order any more.
    """
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.orig, "diag", None)
        if getattr(diagnosis, "constraint_name", None) in GUARDS:
            raise RightLostError(
                "Your role or approval limit has changed. You can't decide on this order any more."
            ) from error
        raise


def _content(order: PurchaseOrder) -> dict[str, object]:
    return {
        "total_amount": f"{order.total_amount:.2f}",
        "currency": order.currency,
        "content_sha256": order.content_sha256.hex(),
    }


def _check_content(session: Session, order: PurchaseOrder) -> None:
    """Hash the stored lines again: what is decided on is what was submitted, even if the tables were changed since.

    Raises:
        ContentChangedError: they are not.
        VersionConflictError: since somebody edited the order between the reading of order and lines.
    """
    version = order.version
    lines = lines_of(repository.items_of(session, order.id))
    digest = content_hash(order.supplier_id, order.currency, order.expected_on, order.note, lines)
    if digest != order.content_sha256 or total(lines) != order.total_amount:
        load(session, order.id, version)
        raise ContentChangedError(f"The lines of {order.order_no} changed after submission. Edit and resubmit.")


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > MAX_REASON_LENGTH:
        raise OrderRefusedError([FieldProblem("reason", f"A reason must have 1 to {MAX_REASON_LENGTH:,} characters.")])
