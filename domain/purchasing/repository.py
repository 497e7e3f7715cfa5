"""Loading and changing purchase orders in a unit of work."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Date, Text, and_, cast, delete, exists, func, insert, select, text, true, update
from sqlalchemy.orm import Session

from domain.catalog.models import Product, Supplier
from domain.identity.models import User
from domain.outbox.events import PURCHASE_ORDER_OVERDUE
from domain.outbox.models import OutboxEvent
from domain.pipeline.models import PublishedPointer
from domain.published.models import Recommendation, SkuFeatures, SkuOverview
from domain.purchasing.models import PurchaseOrder, PurchaseOrderEvent, PurchaseOrderItem, PurchaseOrderReceipt
from domain.purchasing.open_units_repository import on_order, ordered_since, received_since
from kit.reading import AnyRow, among


def find_order(session: Session, order_id: int) -> PurchaseOrder | None:
    """The living order of this number, as committed now."""
    query = select(PurchaseOrder).where(PurchaseOrder.id == order_id, PurchaseOrder.deleted_at.is_(None))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def items_of(session: Session, order_id: int) -> Sequence[PurchaseOrderItem]:
    """The lines of an order in their order."""
    query = select(PurchaseOrderItem).where(PurchaseOrderItem.purchase_order_id == order_id)
    query = query.order_by(PurchaseOrderItem.line_no).execution_options(populate_existing=True)
    return session.scalars(query).all()


def next_order_id(session: Session) -> int:
    """A number that no order has."""
    number = session.execute(text("select nextval(pg_get_serial_sequence('app.purchase_orders', 'id'))"))
    return int(number.scalar_one())


def compare_and_set(session: Session, order: PurchaseOrder, values: dict[str, object]) -> bool:
    """Write a new version of the order if it is still at the version that was read; whether it was."""
    session.expunge(order)
    result = session.execute(
        update(PurchaseOrder)
        .where(PurchaseOrder.id == order.id, PurchaseOrder.version == order.version)
        .values(version=order.version + 1, **values)
        .returning(PurchaseOrder.id)
        .execution_options(synchronize_session=False)
    )
    return result.one_or_none() is not None


def add_items(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Add lines."""
    session.execute(insert(PurchaseOrderItem), list(rows))


def remove_items(session: Session, order_id: int) -> None:
    """Remove the lines of a draft."""
    session.execute(delete(PurchaseOrderItem).where(PurchaseOrderItem.purchase_order_id == order_id))


def count_received(session: Session, item_id: int, units: int) -> None:
    """Add to the units of a line that have arrived."""
    session.execute(
        update(PurchaseOrderItem)
        .where(PurchaseOrderItem.id == item_id)
        .values(received_quantity=PurchaseOrderItem.received_quantity + units)
        .execution_options(synchronize_session=False)
    )


def add(session: Session, row: PurchaseOrderEvent | PurchaseOrderReceipt | PurchaseOrder) -> None:
    """Add a row and give it its number."""
    session.add(row)
    session.flush()


def find_supplier(session: Session, code: str) -> Supplier | None:
    """The living supplier of this code."""
    return session.scalars(select(Supplier).where(Supplier.code == code, Supplier.deleted_at.is_(None))).one_or_none()


def supplier_of(session: Session, supplier_id: int) -> Supplier:
    """The supplier of an order."""
    return session.scalars(select(Supplier).where(Supplier.id == supplier_id)).one()


def products_by_sku(session: Session, skus: Collection[str]) -> dict[str, Product]:
    """Living products by SKU."""
    query = select(Product).where(among(Product.sku, skus), Product.deleted_at.is_(None))
    return {product.sku: product for product in session.scalars(query)}


def recommendations(session: Session, product_ids: Collection[int]) -> dict[int, AnyRow]:
    """The published run's recommendations for these products, locked: recommendation columns, product, supplier.

    `supplier_id` is null where the recommended supplier is gone; `present_supplier_id` is the product's own by now.
    """
    query = (
        select(
            Recommendation.run_id,
            Recommendation.product_id,
            Recommendation.supplier_id.label("recommended_supplier_id"),
            Product.supplier_id.label("present_supplier_id"),
            Supplier.id.label("supplier_id"),
            Recommendation.quantity,
            ordered_since(Recommendation.product_id).label("ordered_since"),
            Recommendation.status,
            Recommendation.waterfall,
            Recommendation.unit_cost,
            Recommendation.currency,
            Recommendation.lead_time_days,
            Product.sku,
            Supplier.currency.label("supplier_currency"),
            Supplier.code.label("supplier_code"),
            SkuOverview.trust_grade,
        )
        .join(PublishedPointer, PublishedPointer.run_id == Recommendation.run_id)
        .outerjoin(
            SkuOverview,
            and_(SkuOverview.run_id == Recommendation.run_id, SkuOverview.product_id == Recommendation.product_id),
        )
        .join(Product, Product.id == Recommendation.product_id)
        .outerjoin(Supplier, and_(Supplier.id == Recommendation.supplier_id, Supplier.deleted_at.is_(None)))
        .where(among(Recommendation.product_id, product_ids), Product.deleted_at.is_(None))
        .order_by(Recommendation.product_id)
        .with_for_update(of=Recommendation)
    )
    return {row.product_id: row for row in session.execute(query)}


def mark_ordered(session: Session, run_id: int, product_ids: Collection[int]) -> None:
    """Note that orders were made of recommendations."""
    session.execute(
        update(Recommendation)
        .where(Recommendation.run_id == run_id, among(Recommendation.product_id, product_ids))
        .values(status="ORDERED")
        .execution_options(synchronize_session=False)
    )


def approval_limits(session: Session) -> list[Decimal]:
    """The different approval limits of enabled users."""
    query = select(User.approval_limit).where(
        User.approval_limit.is_not(None), User.disabled_at.is_(None), User.deleted_at.is_(None)
    )
    return [limit for limit in session.scalars(query.distinct()) if limit is not None]


def lock_splits(session: Session, supplier_id: int) -> None:
    """Let one transaction at a time look for split orders at a supplier."""
    session.execute(
        text("select pg_advisory_xact_lock(hashtext('jaego.split'), cast(:id as int))"), {"id": supplier_id % 2**31}
    )


def orders_beside(
    session: Session, supplier_id: int, currency: str, *, order_id: int, since: datetime, until: datetime
) -> Sequence[AnyRow]:
    """Other living, not rejected orders at one supplier whose lines were last set in a span: id, total_amount."""
    query = select(PurchaseOrder.id, PurchaseOrder.total_amount).where(
        PurchaseOrder.supplier_id == supplier_id,
        PurchaseOrder.currency == currency,
        PurchaseOrder.id != order_id,
        PurchaseOrder.state.not_in(("REJECTED", "CANCELLED")),
        PurchaseOrder.deleted_at.is_(None),
        PurchaseOrder.lines_edited_at.between(since, until),
    )
    return session.execute(query).all()


def mark_split(session: Session, order_ids: Iterable[int]) -> None:
    """Flag orders that look split; a decided one keeps its record, flagged too."""
    session.execute(
        update(PurchaseOrder)
        .where(among(PurchaseOrder.id, order_ids), PurchaseOrder.is_split_suspect.is_(False))
        .values(is_split_suspect=True)
        .execution_options(synchronize_session=False)
    )


def overdue(session: Session, today: date, zone: str) -> Sequence[AnyRow]:
    """Approved orders with open units whose day of arrival is past, and that were not reported for that day.

    Returns:
        Rows of id, order_no, total_amount, currency, created_by, expected_on, supplier.
    """
    stated = cast(func.timezone(zone, PurchaseOrder.approved_at), Date) + Supplier.lead_time_days
    due = func.coalesce(PurchaseOrder.expected_on, stated)
    told = exists().where(
        OutboxEvent.event_type == PURCHASE_ORDER_OVERDUE,
        OutboxEvent.payload["purchase_order_id"] == func.to_jsonb(PurchaseOrder.id),
        OutboxEvent.payload["expected_on"].astext == cast(due, Text),
    )
    is_open = exists().where(
        PurchaseOrderItem.purchase_order_id == PurchaseOrder.id,
        PurchaseOrderItem.received_quantity < PurchaseOrderItem.quantity,
    )
    query = (
        select(
            PurchaseOrder.id,
            PurchaseOrder.order_no,
            PurchaseOrder.total_amount,
            PurchaseOrder.currency,
            PurchaseOrder.created_by,
            due.label("expected_on"),
            Supplier.name.label("supplier"),
        )
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .where(
            PurchaseOrder.state == "APPROVED",
            PurchaseOrder.deleted_at.is_(None),
            is_open,
            due < today,
            ~told,
        )
        .order_by(PurchaseOrder.id)
    )
    return session.execute(query).all()


def is_reminder_of_open_order() -> ColumnElement[bool]:
    """Whether an event is the reminder of an order that is still overdue: without it there would be another."""
    order = OutboxEvent.payload["purchase_order_id"].as_integer() == PurchaseOrder.id
    return and_(
        OutboxEvent.event_type == PURCHASE_ORDER_OVERDUE, exists().where(order, PurchaseOrder.state == "APPROVED")
    )


def figures_of(session: Session, product_ids: Collection[int]) -> dict[int, AnyRow]:
    """What the catalog and the published run know of products, for warnings about lines.

    Returns:
        By product: sku, currency, moq, pack_size, max_order_qty, shelf_life_days, list_price; as of now: on_order and
        received_since (the run's data); of the run, null without one: on_hand, reserved, forecast_30, trust_grade,
        paid_price.
    """
    query = (
        select(
            Product.id,
            Product.sku,
            Product.currency,
            Product.moq,
            Product.pack_size,
            Product.max_order_qty,
            Product.shelf_life_days,
            Product.list_price,
            SkuOverview.on_hand,
            SkuOverview.reserved,
            on_order(Product.id).label("on_order"),
            received_since(Product.id).label("received_since"),
            SkuOverview.forecast_30,
            SkuOverview.trust_grade,
            SkuFeatures.paid_price,
        )
        .select_from(Product)
        .outerjoin(PublishedPointer, true())
        .outerjoin(
            SkuOverview, and_(SkuOverview.run_id == PublishedPointer.run_id, SkuOverview.product_id == Product.id)
        )
        .outerjoin(
            SkuFeatures, and_(SkuFeatures.run_id == PublishedPointer.run_id, SkuFeatures.product_id == Product.id)
        )
        .where(among(Product.id, product_ids))
    )
    return {row.id: row for row in session.execute(query)}
