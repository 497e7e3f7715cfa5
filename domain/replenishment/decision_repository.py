"""Loading and keeping what was decided on recommendations, in a unit of work."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain.catalog.models import Product
from domain.published.models import Recommendation
from domain.replenishment.models import RecommendationDismissal
from kit.reading import AnyRow


def find(session: Session, run_id: int, product_id: int) -> AnyRow | None:
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
