"""Reading recommendations and policy backtests, and what was decided on recommendations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.catalog.models import Product, Supplier
from domain.catalog.repository import SUPPLIER_COLUMNS, matching
from domain.pipeline.models import PipelineRun
from domain.published.models import Recommendation, SkuOverview
from domain.published.repository import depletion_ahead
from domain.purchasing.open_units_repository import ordered_since, remaining
from domain.replenishment.models import PolicyBacktest, RecommendationDismissal
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among, among_given, columns_of, pick

_REMAINING = remaining(Recommendation.quantity, Recommendation.product_id)
RECOMMENDATION_COLUMNS = MappingProxyType(
    {
        "run_id": Recommendation.run_id,
        "product_id": Recommendation.product_id,
        "sku_code": Product.sku,
        **SUPPLIER_COLUMNS,
        "quantity": Recommendation.quantity,
        "order_by": Recommendation.order_by,
        "depletion_date": depletion_ahead(Recommendation.depletion_date),
        **columns_of(Recommendation, "lead_time_days", "review_days", "service_level", "order_up_to"),
        "waterfall_terms": Recommendation.waterfall,
        "assumptions": Recommendation.assumptions,
        "unit_cost": Recommendation.unit_cost,
        "ordered_since": ordered_since(Recommendation.product_id),
        "remaining": _REMAINING,
        "cost": _REMAINING * Recommendation.unit_cost,
        **columns_of(Recommendation, "currency", "stockout_probability", "overstock_value", "status", "dismissed_at"),
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
        conditions = among_given(
            (Supplier.code, self.suppliers),
            (Recommendation.status, self.statuses),
            (Product.sku, self.skus),
            (Product.category, self.categories),
            (SkuOverview.abc, self.abc),
            (SkuOverview.lifecycle, self.lifecycles),
        )
        if self.min_quantity is not None:
            conditions.append(Recommendation.quantity >= self.min_quantity)
        if self.search:
            conditions.append(matching(self.search))
        return conditions


def select_recommendations(
    run_id: int, columns: Collection[str], where: RecommendationFilter, ordering: Ordering
) -> AnySelect:
    """The query for the run's recommendations, to be read in this order."""
    query = select(*pick(RECOMMENDATION_COLUMNS, columns, ALWAYS))
    query = of_run(query, run_id, by_overview=ordering.keys[-1].column.class_ is SkuOverview)
    return query.where(*where.conditions())


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


OURS = "RECOMMENDED"


@dataclass(frozen=True)
class Stored:
    """A published recommendation: units, and the SHA-256 of its inputs in hex."""

    quantity: int
    sha256: str


def stored_recommendation(session: Session, run_id: int, product_id: int) -> Stored | None:
    """What a run published for a SKU; None if the run's rows are not kept any more."""
    query = select(Recommendation.quantity, Recommendation.input_sha256).where(
        Recommendation.run_id == run_id, Recommendation.product_id == product_id
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Stored(row.quantity, bytes(row.input_sha256).hex())


async def newest_backtest(connection: AsyncConnection) -> Sequence[AnyRow]:
    """Each policy's totals in the newest finished policy backtest; empty before the first."""
    newest = (
        select(PipelineRun.id)
        .where(PipelineRun.kind == "POLICY_BACKTEST", PipelineRun.status == "SUCCEEDED")
        .order_by(PipelineRun.finished_at.desc(), PipelineRun.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(PolicyBacktest.__table__, PipelineRun.finished_at)
        .join(PipelineRun, PipelineRun.id == PolicyBacktest.run_id)
        .where(PolicyBacktest.run_id == newest, PolicyBacktest.product_id.is_(None))
        .order_by(PolicyBacktest.id)
    )
    return (await connection.execute(query)).all()


async def worse_skus(connection: AsyncConnection, run_id: int, competitor: str, first: int) -> Sequence[AnyRow]:
    """SKUs on which a competing policy would have cost less than the recommended one, the greatest difference first."""
    ours = PolicyBacktest.__table__.alias("ours")
    theirs = PolicyBacktest.__table__.alias("theirs")
    difference = (ours.c.total_cost - theirs.c.total_cost).label("extra_cost")
    query = (
        select(
            ours.c.product_id,
            Product.sku,
            Product.name,
            difference,
            ours.c.service_level.label("service_level"),
            theirs.c.service_level.label("competitor_service_level"),
        )
        .join(theirs, (theirs.c.run_id == ours.c.run_id) & (theirs.c.product_id == ours.c.product_id))
        .join(Product, Product.id == ours.c.product_id)
        .where(
            ours.c.run_id == run_id,
            ours.c.policy == OURS,
            theirs.c.policy == competitor,
            ours.c.total_cost > theirs.c.total_cost,
        )
        .order_by(difference.desc(), ours.c.product_id)
        .limit(first)
    )
    return (await connection.execute(query)).all()


async def product_names(connection: AsyncConnection, skus: Sequence[str]) -> dict[str, str]:
    """Names by SKU code."""
    query = select(Product.sku, Product.name).where(among(Product.sku, skus), Product.deleted_at.is_(None))
    return {row.sku: row.name for row in (await connection.execute(query)).all()}


async def closed_products(connection: AsyncConnection, run_id: int) -> Sequence[int]:
    """Products of a run whose recommendation somebody has ordered or dismissed."""
    query = select(Recommendation.product_id).where(Recommendation.run_id == run_id, Recommendation.status != "OPEN")
    return (await connection.execute(query)).scalars().all()


async def supplier_ids(connection: AsyncConnection, codes: Sequence[str]) -> Sequence[int]:
    """The suppliers of these codes; unknown codes have none."""
    query = select(Supplier.id).where(among(Supplier.code, codes), Supplier.deleted_at.is_(None))
    return (await connection.execute(query)).scalars().all()


def lock_recommendation(session: Session, run_id: int, product_id: int) -> AnyRow | None:
    """A recommendation, locked: status, quantity, supplier_id, stockout_probability, sku."""
    query = (
        select(
            Recommendation.status,
            Recommendation.quantity,
            Recommendation.supplier_id,
            Recommendation.stockout_probability,
            Product.sku,
        )
        .join(Product, Product.id == Recommendation.product_id)
        .where(Recommendation.run_id == run_id, Recommendation.product_id == product_id, Product.deleted_at.is_(None))
        .with_for_update(of=Recommendation)
    )
    return session.execute(query).one_or_none()


def add_dismissal(session: Session, dismissal: RecommendationDismissal) -> None:
    """Keep a decision."""
    session.add(dismissal)
    session.flush()


def dismissals_met(session: Session, run_id: int, since: datetime) -> Sequence[AnyRow]:
    """A run's open recommendations for SKUs of which one was dismissed since, with the latest such decision.

    Returns:
        Rows of product_id, quantity, supplier_id, stockout_probability; then_quantity, then_supplier_id,
        then_stockout_probability, dismissed_by, dismissed_at.
    """
    latest = (
        select(RecommendationDismissal)
        .where(RecommendationDismissal.dismissed_at >= since)
        .ext(distinct_on(RecommendationDismissal.product_id))
        .order_by(RecommendationDismissal.product_id, RecommendationDismissal.id.desc())
        .subquery()
    )
    query = (
        select(
            Recommendation.product_id,
            Recommendation.quantity,
            Recommendation.supplier_id,
            Recommendation.stockout_probability,
            latest.c.quantity.label("then_quantity"),
            latest.c.supplier_id.label("then_supplier_id"),
            latest.c.stockout_probability.label("then_stockout_probability"),
            latest.c.dismissed_by,
            latest.c.dismissed_at,
        )
        .join(latest, latest.c.product_id == Recommendation.product_id)
        .where(Recommendation.run_id == run_id, Recommendation.status == "OPEN", Recommendation.quantity > 0)
    )
    return session.execute(query).all()
