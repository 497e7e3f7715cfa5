"""Orders that look like one order split to stay within somebody's approval limit."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.purchasing import repository
from domain.purchasing.models import PurchaseOrder
from domain.purchasing.rules import SPLIT_WINDOW, is_split


def mark(session: Session, caller: Caller, order: PurchaseOrder, amount: Decimal, lines_set_at: datetime) -> bool:
    """Flag an order, and those beside it, if together they look split; whether they do.

    Orders count together when they go to one supplier and their lines were set within 24 hours, by any user.
    Orders in another currency than the approval limits need an administrator anyway. `repository.lock_splits` must be
    held, so that two orders made at the same moment see each other.

    Args:
        session: the unit of work.
        caller: who, when.
        order: the order; its row may be written already.
        amount: its total as it will be.
        lines_set_at: when its lines were last changed.
    """
    if order.currency != caller.currency:
        return False
    beside = repository.orders_beside(
        session,
        order.supplier_id,
        order.currency,
        order_id=order.id,
        since=lines_set_at - SPLIT_WINDOW,
        until=lines_set_at + SPLIT_WINDOW,
    )
    if not is_split([amount, *(row.total_amount for row in beside)], repository.approval_limits(session)):
        return False
    repository.mark_split(session, [order.id, *(row.id for row in beside)])
    return True
