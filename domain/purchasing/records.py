"""What every step of an order leaves behind, in its own transaction: timeline, event for others, audit entry."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.outbox.service import publish_event
from domain.purchasing import repository
from domain.purchasing.models import PurchaseOrder, PurchaseOrderEvent
from domain.purchasing.rules import Action, OrderFacts

EVENTS = {
    Action.SUBMIT: "PURCHASE_ORDER_SUBMITTED",
    Action.APPROVE: "PURCHASE_ORDER_APPROVED",
    Action.REJECT: "PURCHASE_ORDER_REJECTED",
    Action.CANCEL: "PURCHASE_ORDER_CANCELLED",
}
SUBJECT = "PurchaseOrder"


def facts(order: PurchaseOrder, *, has_receipts: bool = False) -> OrderFacts:
    """What the rules look at; only cancelling asks for receipts."""
    return OrderFacts(
        order_no=order.order_no,
        state=order.state,
        currency=order.currency,
        total_amount=order.total_amount,
        created_by=order.created_by,
        last_edited_by=order.last_edited_by,
        submitted_by=order.submitted_by,
        contributors=frozenset((*order.contributor_ids, order.lines_edited_by)),
        has_receipts=has_receipts,
    )


def note_event(
    session: Session,
    order: PurchaseOrder,
    kind: str,
    caller: Caller,
    *,
    version: int,
    before: str | None,
    after: str,
    details: Mapping[str, object],
) -> None:
    """Add a step to the order's timeline."""
    repository.add(
        session,
        PurchaseOrderEvent(
            purchase_order_id=order.id,
            version=version,
            kind=kind,
            from_state=before,
            to_state=after,
            actor_id=caller.user_id,
            happened_at=caller.now,
            details=dict(details),
        ),
    )


def tell(session: Session, order: PurchaseOrder, action: Action, caller: Caller, **more: object) -> None:
    """Write the event that others are notified of, if the action has one."""
    if action not in EVENTS:
        return
    supplier = repository.supplier_of(session, order.supplier_id)
    publish_event(
        session,
        EVENTS[action],
        {
            "purchase_order_id": order.id,
            "order_no": order.order_no,
            "supplier": supplier.name,
            "total_amount": f"{order.total_amount:.2f}",
            "currency": order.currency,
            "created_by": order.created_by,
            "actor_id": caller.user_id,
            **more,
        },
    )


def audit(session: Session, action: str, caller: Caller, *, order_id: int, details: Mapping[str, object]) -> None:
    """Append to the audit log; comes last in a unit of work, since writers of the log wait for each other."""
    entry = done(action, caller, (SUBJECT, order_id), {**details, "via": caller.via})
    record(session, entry, lambda: caller.now)
