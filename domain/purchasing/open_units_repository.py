"""Units of purchase orders as they are at this moment, in the one way that all readers count them.

A run knows the orders of its own time: `open_order_units` and `received_order_units` of its overview. What is open or
received now, less that, was ordered since; so an order counts once, whether the run saw it or not.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.pipeline.models import PipelineRun, PublishedPointer
from domain.published.models import Recommendation, SkuOverview
from domain.purchasing.models import PurchaseOrder, PurchaseOrderItem
from kit.reading import AnyColumn, AnyRow, among

OPEN_STATES = ("DRAFT", "PENDING", "APPROVED")
"""States of orders whose units that have not been received are still to come."""
ENDED_WITHOUT_GOODS = ("REJECTED", "CANCELLED")
"""States of orders from which nothing comes."""
_OPEN = PurchaseOrder.state.in_(OPEN_STATES)


def open_units(product_id: AnyColumn) -> ColumnElement[int]:
    """Units of a SKU that are ordered and not yet received, drafts included."""
    units = case((_OPEN, PurchaseOrderItem.quantity - PurchaseOrderItem.received_quantity), else_=0)
    return _sum_of(units, product_id)


def placed_units(product_id: AnyColumn) -> ColumnElement[int]:
    """Units of a SKU that were ever received of orders or are still to come."""
    return _sum_of(case((_OPEN, PurchaseOrderItem.quantity), else_=PurchaseOrderItem.received_quantity), product_id)


def on_order(product_id: AnyColumn) -> ColumnElement[int]:
    """Units of a SKU on their way in: those of orders as of now, and what else the run of the overview knows."""
    elsewhere = func.coalesce(SkuOverview.on_order - SkuOverview.open_order_units, 0)
    return elsewhere + open_units(product_id)


def ordered_since(product_id: AnyColumn) -> ColumnElement[int]:
    """Units of a SKU ordered since the data of the overview's run, unknown to it; received ones included."""
    known = func.coalesce(SkuOverview.open_order_units + SkuOverview.received_order_units, 0)
    return func.greatest(placed_units(product_id) - known, 0)


def received_since(product_id: AnyColumn) -> ColumnElement[int]:
    """Units of a SKU received since the data of the overview's run; its stock does not hold them."""
    received = _sum_of(PurchaseOrderItem.received_quantity, product_id)
    return func.greatest(received - func.coalesce(SkuOverview.received_order_units, 0), 0)


def remaining(recommended: AnyColumn, product_id: AnyColumn) -> ColumnElement[int]:
    """What remains to be ordered of a recommended quantity."""
    return func.greatest(recommended - ordered_since(product_id), 0)


def coverage(session: Session, run_id: int, product_ids: Collection[int] | None = None) -> Sequence[AnyRow]:
    """Recommendations of a run, locked: what they say, and what was ordered since.

    Args:
        session: the unit of work.
        run_id: the run.
        product_ids: of these SKUs; None: of all.

    Returns:
        Rows of product_id, status, quantity, ordered_since, and is_taken: whether somebody made an order of this
        recommendation, or of the SKU's earlier one after the run's last day had ended somewhere on earth.
    """
    day_end = PipelineRun.logical_date + func.make_interval(0, 0, 0, 1, -14)
    taken = (
        select(PurchaseOrderItem.id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderItem.purchase_order_id)
        .where(
            PurchaseOrderItem.product_id == Recommendation.product_id,
            PurchaseOrder.state.not_in(ENDED_WITHOUT_GOODS),
            PurchaseOrder.deleted_at.is_(None),
            or_(
                PurchaseOrderItem.recommendation_run_id == run_id,
                and_(
                    PurchaseOrderItem.recommendation_run_id.is_not(None),
                    PurchaseOrder.created_at >= func.timezone("UTC", day_end),
                ),
            ),
        )
        .exists()
    )
    query = (
        select(
            Recommendation.product_id,
            Recommendation.status,
            Recommendation.quantity,
            ordered_since(Recommendation.product_id).label("ordered_since"),
            taken.label("is_taken"),
        )
        .join(PipelineRun, PipelineRun.id == Recommendation.run_id)
        .outerjoin(
            SkuOverview,
            and_(SkuOverview.run_id == Recommendation.run_id, SkuOverview.product_id == Recommendation.product_id),
        )
        .where(Recommendation.run_id == run_id, Recommendation.quantity > 0)
        .order_by(Recommendation.product_id)
        .with_for_update(of=Recommendation)
    )
    if product_ids is not None:
        query = query.where(among(Recommendation.product_id, product_ids))
    return session.execute(query).all()


def published_needs(session: Session, product_ids: Collection[int]) -> Sequence[AnyRow]:
    """What the published run recommends of these SKUs: product_id, recommended, ordered_since."""
    query = (
        select(
            Recommendation.product_id,
            Recommendation.quantity.label("recommended"),
            ordered_since(Recommendation.product_id).label("ordered_since"),
        )
        .join(PublishedPointer, PublishedPointer.run_id == Recommendation.run_id)
        .outerjoin(
            SkuOverview,
            and_(SkuOverview.run_id == Recommendation.run_id, SkuOverview.product_id == Recommendation.product_id),
        )
        .where(among(Recommendation.product_id, product_ids))
    )
    return session.execute(query).all()


def open_lines(session: Session, product_ids: Collection[int], without_order: int | None) -> Sequence[AnyRow]:
    """Lines of these SKUs with units still to come, but for those of one order: product_id, order_no, units."""
    units = PurchaseOrderItem.quantity - PurchaseOrderItem.received_quantity
    query = (
        select(PurchaseOrderItem.product_id, PurchaseOrder.order_no, units.label("units"))
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderItem.purchase_order_id)
        .where(
            among(PurchaseOrderItem.product_id, product_ids),
            _OPEN,
            PurchaseOrder.deleted_at.is_(None),
            units > 0,
            PurchaseOrder.id.is_distinct_from(without_order),
        )
        .order_by(PurchaseOrderItem.product_id, PurchaseOrder.id)
    )
    return session.execute(query).all()


def units_of_order(session: Session, order_id: int) -> dict[int, int]:
    """Units of an order by product."""
    query = select(PurchaseOrderItem.product_id, PurchaseOrderItem.quantity).where(
        PurchaseOrderItem.purchase_order_id == order_id
    )
    return {row.product_id: row.quantity for row in session.execute(query)}


async def ordered_since_run(connection: AsyncConnection, run_id: int) -> dict[int, int]:
    """Units ordered since a run's data of each of its SKUs of which any were."""
    units = ordered_since(SkuOverview.product_id)
    touched = select(PurchaseOrderItem.product_id)
    query = select(SkuOverview.product_id, units.label("units")).where(
        SkuOverview.run_id == run_id, SkuOverview.product_id.in_(touched)
    )
    return {row.product_id: row.units for row in (await connection.execute(query)).all() if row.units}


def _sum_of(units: ColumnElement[Any] | AnyColumn, product_id: AnyColumn) -> ColumnElement[int]:
    total = (
        select(func.sum(units))
        .select_from(PurchaseOrderItem)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderItem.purchase_order_id)
        .where(PurchaseOrderItem.product_id == product_id, PurchaseOrder.deleted_at.is_(None))
        .scalar_subquery()
    )
    return func.coalesce(total, 0)
