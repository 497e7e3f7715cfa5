"""What was published: a recommendation with the hash of its inputs, and the newest policy backtest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.catalog.models import Product, Supplier
from domain.pipeline.models import PipelineRun
from domain.published.models import Recommendation
from domain.replenishment.models import PolicyBacktest
from kit.reading import AnyRow, among

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
