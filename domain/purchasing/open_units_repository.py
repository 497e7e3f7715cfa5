"""Units of purchase orders as they are at this moment, in the one way that all readers count them.

A run knows the orders of its own time: `open_order_units` and `received_order_units` of its overview. What is open or
received now, less that, was ordered since; so an order counts once, whether the run saw it or not.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from domain.catalog.models import Product
from domain.forecasting.marts import SkuOverview
from domain.pipeline.models import PipelineRun
from domain.purchasing.models import PurchaseOrder, PurchaseOrderItem
from domain.replenishment.models import Recommendation
from kit.reading import AnyColumn, AnyRow, among

OPEN_STATES = ("DRAFT", "PENDING", "APPROVED")
"""States of orders whose units that have not been received are still to come."""
ENDED_WITHOUT_GOODS = ("REJECTED",)
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
    """Units of a SKU ordered since the data of the overview's run, and not among what it knew; received ones included."""
    known = func.coalesce(SkuOverview.open_order_units + SkuOverview.received_order_units, 0)
    return func.greatest(placed_units(product_id) - known, 0)


def received_since(product_id: AnyColumn) -> ColumnElement[int]:
    """Units of a SKU received since the data of the overview's run; its stock does not hold them."""
    received = _sum_of(PurchaseOrderItem.received_quantity, product_id)
    return func.greatest(received - func.coalesce(SkuOverview.received_order_units, 0), 0)


def remaining(recommended: ColumnElement[Any], product_id: AnyColumn) -> ColumnElement[int]:
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


def _sum_of(units: ColumnElement[Any] | AnyColumn, product_id: AnyColumn) -> ColumnElement[int]:
    total = (
        select(func.sum(units))
        .select_from(PurchaseOrderItem)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderItem.purchase_order_id)
        .where(PurchaseOrderItem.product_id == product_id, PurchaseOrder.deleted_at.is_(None))
        .scalar_subquery()
    )
    return func.coalesce(total, 0)
