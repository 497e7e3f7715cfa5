"""Reading recommendations of one run."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.catalog.models import Product, Supplier
from domain.catalog.repository import SUPPLIER_COLUMNS, matching
from domain.published.models import Recommendation, SkuOverview
from domain.published.repository import depletion_ahead
from domain.purchasing.open_units_repository import ordered_since, remaining
from domain.replenishment.models import RecommendationDismissal
from kit.paging import Key, Ordering, Page, cut
from kit.reading import AnyRow, AnySelect, among, pick

_REMAINING = remaining(Recommendation.quantity, Recommendation.product_id)
RECOMMENDATION_COLUMNS = MappingProxyType(
    {
        "run_id": Recommendation.run_id,
        "product_id": Recommendation.product_id,
        **SUPPLIER_COLUMNS,
        "quantity": Recommendation.quantity,
        "order_by": Recommendation.order_by,
        "depletion_date": depletion_ahead(Recommendation.depletion_date),
        "lead_time_days": Recommendation.lead_time_days,
        "review_days": Recommendation.review_days,
        "service_level": Recommendation.service_level,
        "order_up_to": Recommendation.order_up_to,
        "waterfall_terms": Recommendation.waterfall,
        "assumptions": Recommendation.assumptions,
        "unit_cost": Recommendation.unit_cost,
        "ordered_since": ordered_since(Recommendation.product_id),
        "remaining": _REMAINING,
        "cost": _REMAINING * Recommendation.unit_cost,
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
            Ordering("QUANTITY", (Key(_REMAINING, "int", is_descending=True), _BY_ID)),
            Ordering(
                "STOCKOUT_PROBABILITY",
                (Key(Recommendation.stockout_probability, "float", is_descending=True, is_nullable=True), _BY_ID),
            ),
            Ordering(
                "MONEY_AT_RISK",
                (
                    Key(SkuOverview.money_at_risk, "decimal", is_descending=True, is_nullable=True),
                    Key(SkuOverview.product_id, "int"),
                ),
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
    search: str | None = None
    categories: Sequence[str] | None = None
    abc: Sequence[str] | None = None
    lifecycles: Sequence[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on recommendation, product, supplier and overview."""
        listed = (
            (Supplier.code, self.suppliers),
            (Recommendation.status, self.statuses),
            (Product.sku, self.skus),
            (Product.category, self.categories),
            (SkuOverview.abc, self.abc),
            (SkuOverview.lifecycle, self.lifecycles),
        )
        conditions = [among(column, values) for column, values in listed if values is not None]
        if self.min_quantity is not None:
            conditions.append(Recommendation.quantity >= self.min_quantity)
        if self.search:
            conditions.append(matching(self.search))
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
        CursorError: `after` is not a cursor of this ordering.
    """
    query = select(*pick(RECOMMENDATION_COLUMNS, columns, ALWAYS), *ordering.columns())
    query = of_run(query, run_id, by_overview=ordering.keys[-1].column.class_ is SkuOverview)
    query = query.where(*where.conditions()).order_by(*ordering.order_by()).limit(first + 1)
    if after is not None:
        query = query.where(ordering.after(after))
    return cut((await connection.execute(query)).all(), first)


async def count_recommendations(connection: AsyncConnection, run_id: int, where: RecommendationFilter) -> int:
    """How many of the run's recommendations match."""
    query = of_run(select(func.count()), run_id).where(*where.conditions())
    return int((await connection.execute(query)).scalar_one())


def recommendations_of(run_id: int, product_ids: Collection[int], columns: Collection[str]) -> AnySelect:
    """The query for the recommendations for these SKUs."""
    query = of_run(select(*pick(RECOMMENDATION_COLUMNS, columns, ALWAYS)), run_id)
    return query.where(among(Recommendation.product_id, product_ids))


def of_run(query: AnySelect, run_id: int, *, by_overview: bool = False) -> AnySelect:
    """The query over a run's recommendations, with product, overview and supplier.

    Args:
        query: what is read.
        run_id: the run.
        by_overview: whether rows come in an order of the overview, which only an inner join reads from its index.
    """
    own = and_(SkuOverview.run_id == Recommendation.run_id, SkuOverview.product_id == Recommendation.product_id)
    query = (
        query.select_from(Recommendation)
        .join(Product, Product.id == Recommendation.product_id)
        .join(SkuOverview, own, isouter=not by_overview)
        .outerjoin(Supplier, Supplier.id == Recommendation.supplier_id)
        .where(Recommendation.run_id == run_id, Product.deleted_at.is_(None))
    )
    return query.where(SkuOverview.run_id == run_id) if by_overview else query
