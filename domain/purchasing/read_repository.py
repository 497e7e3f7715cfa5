"""Asynchronous reads of purchase orders for the API; `repository.py` beside it serves the units of work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import BigInteger, ColumnElement, Subquery, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.catalog.models import Product, Supplier
from domain.catalog.repository import SUPPLIER_COLUMNS
from domain.identity.models import User
from domain.purchasing.models import PurchaseOrder, PurchaseOrderEvent, PurchaseOrderItem, PurchaseOrderReceipt
from domain.purchasing.open_units_repository import OPEN_STATES
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among, among_given, columns_of, containing, pick

MAX_STEPS = 100
_creator, _submitter, _approver, _rejecter, _canceller = (
    aliased(User, name=name) for name in ("cr", "su", "ap", "re", "ca")
)
PEOPLE = (
    (_creator, PurchaseOrder.created_by),
    (_submitter, PurchaseOrder.submitted_by),
    (_approver, PurchaseOrder.approved_by),
    (_rejecter, PurchaseOrder.rejected_by),
    (_canceller, PurchaseOrder.cancelled_by),
)

_typists = (
    select(func.array_agg(PurchaseOrderItem.price_typed_by, type_=ARRAY(BigInteger)))
    .where(PurchaseOrderItem.purchase_order_id == PurchaseOrder.id)
    .scalar_subquery()
)

ORDER_COLUMNS = MappingProxyType(
    {
        "order_id": PurchaseOrder.id,
        **columns_of(PurchaseOrder, "order_no", "state", "version", "currency"),
        "amount": PurchaseOrder.total_amount,
        "typist_ids": _typists,
        **columns_of(PurchaseOrder, "expected_on", "note", "is_split_suspect"),
        "creator_id": PurchaseOrder.created_by,
        "editor_id": PurchaseOrder.last_edited_by,
        "submitter_id": PurchaseOrder.submitted_by,
        "lines_editor_id": PurchaseOrder.lines_edited_by,
        "contributor_ids": PurchaseOrder.contributor_ids,
        "created_by": _creator.display_name,
        "submitted_by": _submitter.display_name,
        "approved_by": _approver.display_name,
        "rejected_by": _rejecter.display_name,
        "cancelled_by": _canceller.display_name,
        **columns_of(PurchaseOrder, "created_at", "submitted_at", "approved_at", "rejected_at", "completed_at"),
        **columns_of(PurchaseOrder, "rejection_reason", "cancelled_at", "cancellation_reason"),
        "has_receipts": select(PurchaseOrderItem.id)
        .where(PurchaseOrderItem.purchase_order_id == PurchaseOrder.id, PurchaseOrderItem.received_quantity > 0)
        .exists(),
        **SUPPLIER_COLUMNS,
    }
)
ALWAYS = (
    *("order_id", "order_no", "state", "version", "currency", "amount"),
    *("creator_id", "editor_id", "submitter_id", "lines_editor_id", "contributor_ids", "has_receipts"),
)
NEWEST_FIRST = Ordering("NEWEST", (Key(PurchaseOrder.id, "int", is_descending=True),))


@dataclass(frozen=True)
class OrderFilter:
    """Conditions that all must hold; None asks nothing.

    Attributes:
        states: any of these states.
        suppliers: codes of suppliers, any of them.
        skus: orders with a line of any of these.
        search: text anywhere in the order's number.
        created_by: the number of the user who created it.
        is_split_suspect: whether it looks split.
    """

    states: Sequence[str] | None = None
    suppliers: Sequence[str] | None = None
    skus: Sequence[str] | None = None
    search: str | None = None
    created_by: int | None = None
    is_split_suspect: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on order and supplier."""
        conditions = among_given((PurchaseOrder.state, self.states), (Supplier.code, self.suppliers))
        if self.skus is not None:
            lines = select(PurchaseOrderItem.purchase_order_id).join(
                Product, Product.id == PurchaseOrderItem.product_id
            )
            conditions.append(PurchaseOrder.id.in_(lines.where(among(Product.sku, self.skus))))
        if self.search is not None:
            conditions.append(PurchaseOrder.order_no.ilike(containing(self.search)))
        if self.created_by is not None:
            conditions.append(PurchaseOrder.created_by == self.created_by)
        if self.is_split_suspect is not None:
            conditions.append(PurchaseOrder.is_split_suspect.is_(self.is_split_suspect))
        return conditions


def select_orders(columns: Collection[str], where: OrderFilter) -> AnySelect:
    """The query for orders."""
    return _orders(select(*pick(ORDER_COLUMNS, columns, ALWAYS))).where(*where.conditions())


async def orders_by_id(
    connection: AsyncConnection, order_ids: Collection[int], columns: Collection[str]
) -> Sequence[AnyRow]:
    """These orders."""
    query = _orders(select(*pick(ORDER_COLUMNS, columns, ALWAYS))).where(among(PurchaseOrder.id, order_ids))
    return (await connection.execute(query)).all()


def items_of(order_ids: Collection[int]) -> AnySelect:
    """The lines of these orders in their order, with SKU and receipts (a list of objects) in the same row."""
    receipt = func.jsonb_build_object(
        "quantity",
        PurchaseOrderReceipt.quantity,
        "warehouse_code",
        PurchaseOrderReceipt.warehouse_code,
        "received_at",
        PurchaseOrderReceipt.received_at,
    )
    receipts = (
        select(func.jsonb_agg(aggregate_order_by(receipt, PurchaseOrderReceipt.id), type_=JSONB))
        .where(PurchaseOrderReceipt.purchase_order_item_id == PurchaseOrderItem.id)
        .scalar_subquery()
    )
    return (
        select(
            PurchaseOrderItem.purchase_order_id.label("order_id"),
            PurchaseOrderItem.line_no,
            PurchaseOrderItem.product_id,
            PurchaseOrderItem.quantity,
            PurchaseOrderItem.received_quantity,
            PurchaseOrderItem.unit_cost.label("price"),
            PurchaseOrderItem.price_typed_by,
            PurchaseOrderItem.waterfall.label("waterfall_terms"),
            Product.sku,
            Product.name,
            receipts.label("receipt_values"),
        )
        .join(Product, Product.id == PurchaseOrderItem.product_id)
        .where(among(PurchaseOrderItem.purchase_order_id, order_ids))
        .order_by(PurchaseOrderItem.purchase_order_id, PurchaseOrderItem.line_no)
    )


def open_lines_of(product_ids: Collection[int]) -> AnySelect:
    """Lines of these SKUs whose units are still to come, the soonest first: at most 100 each.

    Returns:
        `product_id`, `order_id`, `order_no`, `state`, `expected_on`, `created_at`, `open_units` (ordered
        less received).
    """
    open_units = PurchaseOrderItem.quantity - PurchaseOrderItem.received_quantity
    soonest = (PurchaseOrder.expected_on.nulls_last(), PurchaseOrder.id)
    inner = (
        select(
            PurchaseOrderItem.product_id,
            PurchaseOrder.id.label("order_id"),
            PurchaseOrder.order_no,
            PurchaseOrder.state,
            PurchaseOrder.expected_on,
            PurchaseOrder.created_at,
            open_units.label("open_units"),
            func.row_number().over(partition_by=PurchaseOrderItem.product_id, order_by=soonest).label("rank"),
        )
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderItem.purchase_order_id)
        .where(
            among(PurchaseOrderItem.product_id, product_ids),
            PurchaseOrder.state.in_(OPEN_STATES),
            PurchaseOrder.deleted_at.is_(None),
            open_units > 0,
        )
        .subquery()
    )
    return select(inner).where(inner.c.rank <= MAX_STEPS).order_by(inner.c.product_id, inner.c.rank)


def events_of(order_ids: Collection[int]) -> AnySelect:
    """The latest steps of these orders, the earliest first: at most 100 each."""
    rank = func.row_number().over(
        partition_by=PurchaseOrderEvent.purchase_order_id, order_by=PurchaseOrderEvent.id.desc()
    )
    inner = (
        select(PurchaseOrderEvent.__table__, User.display_name.label("actor"), rank.label("rank"))
        .join(User, User.id == PurchaseOrderEvent.actor_id)
        .where(among(PurchaseOrderEvent.purchase_order_id, order_ids))
        .subquery()
    )
    return _latest(inner)


def _latest(ranked: Subquery) -> AnySelect:
    return select(ranked).where(ranked.c.rank <= MAX_STEPS).order_by(ranked.c.purchase_order_id, ranked.c.id)


def _orders(query: AnySelect) -> AnySelect:
    query = query.select_from(PurchaseOrder).join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
    for person, column in PEOPLE:
        query = query.outerjoin(person, person.id == column)
    return query.where(PurchaseOrder.deleted_at.is_(None))
