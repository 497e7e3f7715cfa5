"""Receiving an approved order and closing it. Functions take an open session; the caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from domain.errors import FieldProblem
from domain.identity.caller import Caller
from domain.inventory.repository import add_movement, has_stock_of, known_warehouses
from domain.outbox.service import publish_event
from domain.purchasing import records, repository
from domain.purchasing.errors import OrderRefusedError
from domain.purchasing.models import PurchaseOrder, PurchaseOrderItem, PurchaseOrderReceipt
from domain.purchasing.rules import MAX_REASON_LENGTH, Action, check_action
from domain.purchasing.service import advance, finish, load

MAX_WAREHOUSE_LENGTH = 64
LISTED_WAREHOUSES = 20


@dataclass(frozen=True)
class Arrival:
    """Units of a line that arrived."""

    line_no: int
    quantity: int


def receive(
    session: Session,
    caller: Caller,
    order_id: int,
    expected_version: int,
    arrivals: Sequence[Arrival],
    *,
    warehouse_code: str,
    received_at: datetime | None = None,
) -> int:
    """Record units that arrived, all or part of an approved order; the last of them complete the order.

    Each arrival is a stock movement and a receipt, from which lead times are measured. Completion is a step of its own.

    Args:
        session: the unit of work.
        caller: who, when.
        order_id: the order.
        expected_version: the version that the caller read.
        arrivals: units by line.
        warehouse_code: where they are; one that stock was known of before, unless the shop has none yet.
        received_at: when they arrived; None: now.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state or role does not allow it.
        OrderRefusedError: a value can't be used; more units than are open are refused.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.RECEIVE, records.facts(order), caller)
    at = received_at or caller.now
    items = {item.line_no: item for item in repository.items_of(session, order.id)}
    warehouse_code = warehouse_code.strip()
    problems = _unknown_warehouse(session, warehouse_code, [item.product_id for item in items.values()])
    _check(order, items, arrivals, problems, warehouse_code=warehouse_code, at=at, now=caller.now)
    open_units = sum(item.quantity - item.received_quantity for item in items.values())  # counting updates the items
    advance(session, order, {"state": after})
    for arrival in arrivals:
        item = items[arrival.line_no]
        _receive_line(session, caller, order, item, quantity=arrival.quantity, warehouse_code=warehouse_code, at=at)
    received = [{"line_no": arrival.line_no, "quantity": arrival.quantity} for arrival in arrivals]
    details: dict[str, object] = {"lines": received, "warehouse_code": warehouse_code, "received_at": at.isoformat()}
    finish(session, order, Action.RECEIVE, caller, after=after, details=details)
    if open_units == sum(arrival.quantity for arrival in arrivals):
        complete(session, caller, order_id, expected_version + 1)
    return order.id


def complete(session: Session, caller: Caller, order_id: int, expected_version: int, reason: str | None = None) -> int:
    """Close an approved order; with units still open, a reason is needed and they are no longer expected.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `service.load`.
        RuleRefusedError: state or role does not allow it.
        OrderRefusedError: units are open and no reason is given, or it is too long.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.COMPLETE, records.facts(order), caller)
    open_units = sum(item.quantity - item.received_quantity for item in repository.items_of(session, order.id))
    if open_units and not (reason or "").strip():
        message = f"{open_units:,} units have not arrived; enter a reason to close the order without them."
        raise OrderRefusedError([FieldProblem("reason", message)])
    if len(reason or "") > MAX_REASON_LENGTH:
        raise OrderRefusedError(
            [FieldProblem("reason", f"A reason must have at most {MAX_REASON_LENGTH:,} characters.")]
        )
    advance(session, order, {"state": after, "completed_at": caller.now})
    return finish(
        session, order, Action.COMPLETE, caller, after=after, details={"open_units": open_units, "reason": reason}
    )


def publish_overdue(session: Session, today: date, zone: str) -> int:
    """Write an event for each order that is overdue and was not reported for its present day; how many.

    Args:
        session: the unit of work; the caller commits.
        today: the business day.
        zone: the business time zone, in which a day of arrival without a stated one is calculated from the approval.
    """
    rows = repository.overdue(session, today, zone)
    for row in rows:
        payload = {
            "purchase_order_id": row.id,
            "order_no": row.order_no,
            "supplier": row.supplier,
            "total_amount": f"{row.total_amount:.2f}",
            "currency": row.currency,
            "created_by": row.created_by,
            "expected_on": row.expected_on.isoformat(),
        }
        publish_event(session, "PURCHASE_ORDER_OVERDUE", payload)
    return len(rows)


def _check(
    order: PurchaseOrder,
    items: dict[int, PurchaseOrderItem],
    arrivals: Sequence[Arrival],
    problems: Sequence[FieldProblem],
    *,
    warehouse_code: str,
    at: datetime,
    now: datetime,
) -> None:
    problems = [*problems]
    if not arrivals:
        problems.append(FieldProblem("lines", "Enter at least one line that arrived."))
    if not warehouse_code or len(warehouse_code) > MAX_WAREHOUSE_LENGTH:
        message = f"A warehouse's code must have 1 to {MAX_WAREHOUSE_LENGTH} characters."
        problems.append(FieldProblem("warehouse_code", message))
    if at > now or (order.approved_at is not None and at < order.approved_at):
        message = f"{at.isoformat()} is not between the approval ({order.approved_at}) and now."
        problems.append(FieldProblem("received_at", message))
    seen: set[int] = set()
    for position, arrival in enumerate(arrivals):
        problems += _of_arrival(f"lines.{position}", arrival, items.get(arrival.line_no), arrival.line_no in seen)
        seen.add(arrival.line_no)
    if problems:
        raise OrderRefusedError(problems)


def _unknown_warehouse(session: Session, code: str, product_ids: Sequence[int]) -> list[FieldProblem]:
    """A mistyped code would hold stock that nobody finds; the first warehouse of a shop is whatever it is called."""
    if not code or has_stock_of(session, code, product_ids):
        return []
    known = known_warehouses(session)
    if not known or code in known:
        return []
    named = ", ".join(known[:LISTED_WAREHOUSES])
    message = f"There is no warehouse {code!r}. Choose one of {named}, or import the stock of the new one first."
    return [FieldProblem("warehouse_code", message)]


def _of_arrival(where: str, arrival: Arrival, item: PurchaseOrderItem | None, is_twice: bool) -> list[FieldProblem]:
    if item is None:
        return [FieldProblem(f"{where}.line_no", f"The order has no line {arrival.line_no}.")]
    if is_twice:
        return [FieldProblem(f"{where}.line_no", f"Line {arrival.line_no} appears twice. Combine the quantities.")]
    open_units = item.quantity - item.received_quantity
    if not 1 <= arrival.quantity <= open_units:
        message = (
            f"{arrival.quantity:,} is not from 1 to the {open_units:,} units open; a surplus is a stock adjustment."
        )
        return [FieldProblem(f"{where}.quantity", message)]
    return []


def _receive_line(
    session: Session,
    caller: Caller,
    order: PurchaseOrder,
    item: PurchaseOrderItem,
    *,
    quantity: int,
    warehouse_code: str,
    at: datetime,
) -> None:
    movement_id = add_movement(
        session,
        movement_ref=f"{order.order_no}-{item.line_no}-{uuid4().hex[:12]}",
        product_id=item.product_id,
        warehouse_code=warehouse_code,
        moved_at=at,
        quantity=quantity,
        reason="RECEIPT",
        note=order.order_no,
    )
    receipt = PurchaseOrderReceipt(
        purchase_order_item_id=item.id,
        received_at=at,
        quantity=quantity,
        warehouse_code=warehouse_code,
        received_by=caller.user_id,
        movement_id=movement_id,
    )
    repository.add(session, receipt)
    repository.count_received(session, item.id, quantity)
