"""Making and editing purchase orders. Functions take an open session; the caller commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from domain.comments.errors import CommentRefusedError
from domain.comments.service import add_comment
from domain.errors import FieldProblem
from domain.identity.caller import Caller
from domain.purchasing import confirmations, coverage, records, repository, splits
from domain.purchasing.confirmations import Confirmed
from domain.purchasing.drafts import LineInput, Terms, check_header, price_lines
from domain.purchasing.errors import OrderNotFoundError, OrderRefusedError, VersionConflictError
from domain.purchasing.models import PurchaseOrder, PurchaseOrderItem
from domain.purchasing.rules import Action, Line, check_action, content_hash, total, with_contributor


@dataclass(frozen=True)
class Change:
    """What an order is changed to; None leaves a value as it is."""

    lines: Sequence[LineInput] | None = None
    note: str | None = None
    expected_on: date | None = None
    clears_note: bool = False
    clears_expected_on: bool = False
    confirmed: Confirmed = ()


def load(session: Session, order_id: int, expected_version: int | None = None) -> PurchaseOrder:
    """The order, at the version that the caller read.

    Raises:
        OrderNotFoundError: there is none.
        VersionConflictError: it is at another version.
    """
    order = repository.find_order(session, order_id)
    if order is None:
        raise OrderNotFoundError("There is no such purchase order.")
    if expected_version is not None and order.version != expected_version:
        raise VersionConflictError(order.order_no, order.version, order.state)
    return order


def advance(session: Session, order: PurchaseOrder, values: dict[str, object]) -> None:
    """Write the next version, unless somebody else was first.

    Raises:
        VersionConflictError: somebody was.
    """
    if not repository.compare_and_set(session, order, values):
        now = load(session, order.id)
        raise VersionConflictError(now.order_no, now.version, now.state)


def create_order(
    session: Session,
    caller: Caller,
    supplier_code: str,
    lines: Sequence[LineInput],
    *,
    note: str | None = None,
    expected_on: date | None = None,
    confirmed: Confirmed = (),
) -> int:
    """Make a draft; amounts are in the supplier's currency.

    Returns:
        The order's number in the database.

    Raises:
        OrderRefusedError: a value can't be used; each is named.
        ConfirmationRequiredError: something speaks against a line, and nobody confirmed it.
    """
    problems = check_header(note, expected_on, caller.today)
    supplier = repository.find_supplier(session, supplier_code)
    if supplier is None:
        raise OrderRefusedError([*problems, FieldProblem("supplier", f"There is no supplier {supplier_code!r}.")])
    products = repository.products_by_sku(session, [line.sku for line in lines])
    terms = Terms(supplier.id, supplier.code, supplier.currency)
    priced = price_lines(terms, lines, products, {}, problems, sees_costs=caller.sees_costs)
    skus = {product.id: product.sku for product in products.values()}
    units = {line.product_id: line.quantity for line in priced}
    more = confirmations.already_ordered(session, units, skus)
    confirmations.check_lines(session, caller, priced, supplier.currency, confirmed=confirmed, more=more)
    origins = _origins(caller, lines, priced, {})
    order = add_draft(
        session, caller, supplier.id, supplier.currency, priced, note=note, expected_on=expected_on, origins=origins
    )
    record_creation(session, caller, [order])
    return order.id


def add_draft(
    session: Session,
    caller: Caller,
    supplier_id: int,
    currency: str,
    lines: Sequence[Line],
    *,
    note: str | None,
    expected_on: date | None,
    origins: Sequence[dict[str, object]],
) -> PurchaseOrder:
    """Add a draft and its lines, with its first step of the timeline; the audit entry is still to be written.

    Args:
        session: the unit of work.
        caller: who, when.
        supplier_id: the supplier.
        currency: the supplier's currency.
        lines: the lines in their order.
        note: for the supplier and the approver.
        expected_on: when it should arrive.
        origins: for each line the columns that name the recommendation behind it, and who typed its price.
    """
    repository.lock_splits(session, supplier_id)
    order_id = repository.next_order_id(session)
    order = PurchaseOrder(
        id=order_id,
        order_no=f"PO-{order_id:06d}",
        supplier_id=supplier_id,
        state="DRAFT",
        version=1,
        content_sha256=content_hash(supplier_id, currency, expected_on, note, lines),
        currency=currency,
        total_amount=total(lines),
        expected_on=expected_on,
        note=note,
        created_by=caller.user_id,
        last_edited_by=caller.user_id,
        lines_edited_by=caller.user_id,
        lines_edited_at=caller.now,
        contributor_ids=[caller.user_id],
        created_at=caller.now,
    )
    repository.add(session, order)
    repository.add_items(session, _rows(order_id, lines, origins))
    details = {"total_amount": f"{order.total_amount:.2f}", "lines": len(lines)}
    records.note_event(session, order, "CREATED", caller, version=1, before=None, after="DRAFT", details=details)
    return order


def record_creation(session: Session, caller: Caller, orders: Sequence[PurchaseOrder]) -> None:
    """Look for splits, let recommendations follow, then write the audit entries of new drafts."""
    products = {item.product_id for order in orders for item in repository.items_of(session, order.id)}
    coverage.settle_published(session, products)
    splitting = {
        order.id: splits.mark(session, caller, order, order.total_amount, order.lines_edited_at) for order in orders
    }
    for order in orders:
        details = {"order_no": order.order_no, "total_amount": order.total_amount, "currency": order.currency}
        more = {"is_split_suspect": splitting[order.id], "content_sha256": order.content_sha256.hex()}
        records.audit(session, "CREATE_PURCHASE_ORDER", caller, order_id=order.id, details=details | more)


def update_order(session: Session, caller: Caller, order_id: int, expected_version: int, change: Change) -> int:
    """Edit a draft, or void a submission by editing it: the order is a draft again and must be submitted again.

    A change that changes nothing has no effect: no version, no new last editor.

    Raises:
        OrderNotFoundError, VersionConflictError: as in `load`.
        RuleRefusedError: the state or the role does not allow it.
        OrderRefusedError: a value can't be used; each is named.
        ConfirmationRequiredError: as in `create_order`, for lines that are new or grow.
    """
    order = load(session, order_id, expected_version)
    after = check_action(Action.UPDATE, records.facts(order), caller)
    note = None if change.clears_note else change.note if change.note is not None else order.note
    expected_on = None if change.clears_expected_on else change.expected_on or order.expected_on
    problems = check_header(change.note, change.expected_on, caller.today)
    items = repository.items_of(session, order.id)
    lines = _changed(session, caller, order, items, inputs=change.lines, problems=problems)
    digest = content_hash(order.supplier_id, order.currency, expected_on, note, lines)
    if digest == order.content_sha256:
        return order.id
    amount = total(lines)
    is_line_change = lines != lines_of(items)
    _check_changed(session, caller, order, items, lines, change=change)
    values: dict[str, object] = {
        "state": after,
        "content_sha256": digest,
        "submitted_sha256": None,
        "submitted_by": None,
        "submitted_at": None,
        "total_amount": amount,
        "note": note,
        "expected_on": expected_on,
        "last_edited_by": caller.user_id,
        **(_line_change(caller, order) if is_line_change else {}),
    }
    repository.lock_splits(session, order.supplier_id)
    advance(session, order, values)
    if is_line_change:
        known = {item.product_id: item for item in items}
        origins = _origins(caller, change.lines or (), lines, known)
        repository.remove_items(session, order.id)
        repository.add_items(session, _rows(order.id, lines, origins))
    lines_set_at = caller.now if is_line_change else order.lines_edited_at
    is_split = splits.mark(session, caller, order, amount, lines_set_at)
    details = {
        "voids_submission": order.state == "PENDING",
        "total_before": f"{order.total_amount:.2f}",
        "total_amount": f"{amount:.2f}",
        "is_split_suspect": is_split,
    }
    coverage.settle_published(session, {item.product_id for item in items})
    return finish(
        session, order, Action.UPDATE, caller, after=after, details={**details, "content_sha256": digest.hex()}
    )


def comment(session: Session, caller: Caller, order_id: int, body: str) -> int:
    """Add a comment to an order; its version stays, so that no decision in flight is upset.

    Raises:
        OrderNotFoundError: there is no such order.
        RuleRefusedError: the role does not allow it.
        OrderRefusedError: the comment is empty or longer than 10,000 characters.
    """
    order = load(session, order_id)
    check_action(Action.COMMENT, records.facts(order), caller)
    try:
        comment_id = add_comment(session, caller, body, purchase_order_id=order.id)
    except CommentRefusedError as error:
        raise OrderRefusedError([FieldProblem("body", str(error))]) from error
    details = {"order_no": order.order_no, "comment_id": comment_id}
    records.audit(session, "COMMENT_PURCHASE_ORDER", caller, order_id=order.id, details=details)
    return comment_id


def finish(
    session: Session, order: PurchaseOrder, action: Action, caller: Caller, *, after: str, details: Mapping[str, object]
) -> int:
    """Write what a new version of an order leaves behind, and return its number; `order` is as it was before."""
    version = order.version + 1
    coverage.settle_published(session, {item.product_id for item in repository.items_of(session, order.id)})
    records.note_event(
        session, order, action.value, caller, version=version, before=order.state, after=after, details=details
    )
    more = {"order_no": order.order_no, "version": version, "from": order.state, "to": after, **details}
    records.audit(session, f"{action.name}_PURCHASE_ORDER", caller, order_id=order.id, details=more)
    return order.id


def lines_of(items: Sequence[PurchaseOrderItem]) -> list[Line]:
    """The content of stored lines."""
    return [Line(item.product_id, item.quantity, item.unit_cost) for item in items]


def _changed(
    session: Session,
    caller: Caller,
    order: PurchaseOrder,
    items: Sequence[PurchaseOrderItem],
    *,
    inputs: Sequence[LineInput] | None,
    problems: list[FieldProblem],
) -> list[Line]:
    """The lines after a change."""
    if inputs is None:
        if problems:
            raise OrderRefusedError(problems)
        return lines_of(items)
    supplier = repository.supplier_of(session, order.supplier_id)
    terms = Terms(supplier.id, supplier.code, order.currency)
    products = repository.products_by_sku(session, [line.sku for line in inputs])
    agreed = {item.product_id: item.unit_cost for item in items}
    return price_lines(terms, inputs, products, agreed, problems, sees_costs=caller.sees_costs)


def _check_changed(
    session: Session,
    caller: Caller,
    order: PurchaseOrder,
    items: Sequence[PurchaseOrderItem],
    lines: Sequence[Line],
    *,
    change: Change,
) -> None:
    """Ask about lines that are new or changed, and about what is on order where one takes more than before."""
    before = {item.product_id: item.quantity for item in items}
    known = set(lines_of(items))
    changed = [line for line in lines if line not in known]
    if not changed:
        return
    products = repository.products_by_sku(session, [line.sku for line in change.lines or ()])
    skus = {product.id: product.sku for product in products.values()}
    units = {line.product_id: line.quantity for line in changed if line.quantity > before.get(line.product_id, 0)}
    more = confirmations.already_ordered(session, units, skus, without_order=order.id) if units else []
    confirmed = change.confirmed
    confirmations.check_lines(
        session, caller, changed, order.currency, confirmed=confirmed, more=more, without_order=order.id
    )


def _line_change(caller: Caller, order: PurchaseOrder) -> dict[str, object]:
    user_id = caller.user_id
    return {
        "lines_edited_by": user_id,
        "lines_edited_at": caller.now,
        "contributor_ids": with_contributor(order.contributor_ids, user_id),
    }


def _origins(
    caller: Caller, inputs: Sequence[LineInput], lines: Sequence[Line], known: Mapping[int, PurchaseOrderItem]
) -> list[dict[str, object]]:
    """For each line the recommendation that the product's line had before, and who typed its price."""
    origins: list[dict[str, object]] = []
    for given, line in zip(inputs, lines, strict=True):
        before = known.get(line.product_id)
        run_id, waterfall = (None, None) if before is None else (before.recommendation_run_id, before.waterfall)
        typed_by = _typed_by(caller, given, line, before)
        origins.append({"recommendation_run_id": run_id, "waterfall": waterfall, "price_typed_by": typed_by})
    return origins


def _typed_by(caller: Caller, given: LineInput, line: Line, before: PurchaseOrderItem | None) -> int | None:
    """Who typed a line's price; what somebody who sees it hands back unchanged keeps its typist."""
    is_seen = given.unit_cost is None or caller.sees_costs
    if before is not None and before.unit_cost == line.unit_cost and is_seen:
        return before.price_typed_by
    return None if given.unit_cost is None else caller.user_id


def _rows(order_id: int, lines: Sequence[Line], origins: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {
            "purchase_order_id": order_id,
            "line_no": number,
            "product_id": line.product_id,
            "quantity": line.quantity,
            "unit_cost": line.unit_cost,
            **origin,
        }
        for number, (line, origin) in enumerate(zip(lines, origins, strict=True), start=1)
    ]
