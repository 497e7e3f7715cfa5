"""Reading recommendations of one run."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.catalog.models import Product, Supplier
from domain.replenishment.models import Recommendation, RecommendationDismissal
from kit.paging import Key, Ordering, Page, cut
from kit.reading import AnyRow, AnySelect, among, pick

RECOMMENDATION_COLUMNS = MappingProxyType(
    {
        "run_id": Recommendation.run_id,
        "product_id": Recommendation.product_id,
        "supplier_id": Supplier.id,
        "supplier_code": Supplier.code,
        "supplier_name": Supplier.name,
        "supplier_currency": Supplier.currency,
        "supplier_lead_time_days": Supplier.lead_time_days,
        "supplier_order_cycle_days": Supplier.order_cycle_days,
        "supplier_order_weekdays": Supplier.order_weekdays,
        "supplier_min_order_value": Supplier.min_order_value,
        "quantity": Recommendation.quantity,
        "order_by": Recommendation.order_by,
        "depletion_date": Recommendation.depletion_date,
        "lead_time_days": Recommendation.lead_time_days,
        "review_days": Recommendation.review_days,
        "service_level": Recommendation.service_level,
        "order_up_to": Recommendation.order_up_to,
        "waterfall_terms": Recommendation.waterfall,
        "assumptions": Recommendation.assumptions,
        "unit_cost": Recommendation.unit_cost,
        "cost": Recommendation.quantity * Recommendation.unit_cost,
        "currency": Recommendation.currency,
        "stockout_probability": Recommendation.stockout_probability,
        "overstock_value": Recommendation.overstock_value,
        "status": Recommendation.status,
        "dismissed_at": Recommendation.dismissed_at,
        "dismissal_reason": select(RecommendationDismissal.reason)
        .where(
            RecommendationDismissal.product_id == Recommendation.product_id,
            RecommendationDismissal.dismissed_at == Recommendation.dismissed_at,
        )
        .order_by(RecommendationDismissal.id.desc())
        .limit(1)
        .scalar_subquery(),
    }
)
ALWAYS = ("run_id", "product_id")

_BY_ID = Key(Recommendation.product_id, "int")
RECOMMENDATION_ORDERINGS = MappingProxyType(
    {
        ordering.name: ordering
        for ordering in (
            Ordering("ORDER_BY", (Key(Recommendation.order_by, "date", is_nullable=True), _BY_ID)),
            Ordering("QUANTITY", (Key(Recommendation.quantity, "int", is_descending=True), _BY_ID)),
            Ordering(
                "STOCKOUT_PROBABILITY",
                (Key(Recommendation.stockout_probability, "float", is_descending=True, is_nullable=True), _BY_ID),
            ),
        )
    }
)


@dataclass(frozen=True)
class RecommendationFilter:
    """Conditions that all must hold; None asks nothing."""

    suppliers: Sequence[str] | None = None
    statuses: Sequence[str] | None = None
    min_quantity: int | None = None
    skus: Sequence[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on recommendation, product and supplier."""
        conditions: list[ColumnElement[bool]] = []
        if self.suppliers is not None:
            conditions.append(among(Supplier.code, self.suppliers))
        if self.statuses is not None:
            conditions.append(among(Recommendation.status, self.statuses))
        if self.min_quantity is not None:
            conditions.append(Recommendation.quantity >= self.min_quantity)
        if self.skus is not None:
            conditions.append(among(Product.sku, self.skus))
        return conditions


async def list_recommendations(
    connection: AsyncConnection,
    run_id: int,
    *,
    columns: Collection[str],
    where: RecommendationFilter,
    ordering: Ordering,
    after: str | None,
    first: int,
) -> Page[AnyRow]:
    """A page of the run's recommendations, rows of the named columns.

    Raises:
        CursorError: `after` is no cursor of this ordering.
    """
    query = _of_run(select(*pick(RECOMMENDATION_COLUMNS, columns, ALWAYS), *ordering.columns()), run_id)
    query = query.where(*where.conditions()).order_by(*ordering.order_by()).limit(first + 1)
    if after is not None:
        query = query.where(ordering.after(after))
    return cut((await connection.execute(query)).all(), first)


async def count_recommendations(connection: AsyncConnection, run_id: int, where: RecommendationFilter) -> int:
    """How many of the run's recommendations match."""
    query = _of_run(select(func.count()), run_id).where(*where.conditions())
    return int((await connection.execute(query)).scalar_one())


def recommendations_of(run_id: int, product_ids: Collection[int], columns: Collection[str]) -> AnySelect:
    """The query for the recommendations for these SKUs."""
    query = _of_run(select(*pick(RECOMMENDATION_COLUMNS, columns, ALWAYS)), run_id)
    return query.where(among(Recommendation.product_id, product_ids))


def _of_run(query: AnySelect, run_id: int) -> AnySelect:
    return (
        query.select_from(Recommendation)
        .join(Product, Product.id == Recommendation.product_id)
        .outerjoin(Supplier, Supplier.id == Recommendation.supplier_id)
        .where(Recommendation.run_id == run_id, Product.deleted_at.is_(None))
    )
