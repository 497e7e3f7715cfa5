"""Sums over the published run: what a buyer looks at first."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.catalog.models import Product
from domain.published.models import Recommendation, SkuOverview, SkuWeeklyStats
from domain.purchasing.open_units_repository import remaining
from kit.reading import AnyRow, AnySelect

DUE_DAYS = 7
"""An order is due that has to be made within so many days."""


async def risk_counts(connection: AsyncConnection, run_id: int) -> Sequence[AnyRow]:
    """SKUs by risk: `risk`, `skus`; those that are not stocked have none."""
    query = _overview(select(SkuOverview.stockout_risk.label("risk"), func.count().label("skus")), run_id)
    query = query.where(SkuOverview.stockout_risk.is_not(None))
    return (await connection.execute(query.group_by(SkuOverview.stockout_risk))).all()


async def money_sums(connection: AsyncConnection, run_id: int) -> Sequence[AnyRow]:
    """Sums by currency: `currency`, `money_at_risk`, `revenue_28`; the one with the most revenue first."""
    revenue = func.coalesce(func.sum(SkuOverview.revenue_28), 0)
    is_known = func.count(SkuOverview.revenue_28) > 0
    query = _overview(
        select(
            Product.currency,
            func.coalesce(func.sum(SkuOverview.money_at_risk), 0).label("money_at_risk"),
            revenue.label("revenue_28"),
        ),
        run_id,
    )
    return (await connection.execute(query.group_by(Product.currency).having(is_known).order_by(revenue.desc()))).all()


async def recommended_sums(connection: AsyncConnection, run_id: int, as_of: date) -> Sequence[AnyRow]:
    """Open recommendations to order by currency: `currency`, `orders`, `due` (within a week) and `cost`.

    Not in the order of costs: it would disclose them to users who may not see them.
    """
    units = remaining(Recommendation.quantity, Recommendation.product_id)
    cost = func.sum(units * Recommendation.unit_cost)
    query = (
        select(
            Recommendation.currency,
            func.count().label("orders"),
            func.count().filter(Recommendation.order_by <= as_of + timedelta(days=DUE_DAYS)).label("due"),
            func.coalesce(cost, 0).label("cost"),
        )
        .outerjoin(
            SkuOverview,
            and_(SkuOverview.run_id == Recommendation.run_id, SkuOverview.product_id == Recommendation.product_id),
        )
        .where(Recommendation.run_id == run_id, Recommendation.quantity > 0, Recommendation.status == "OPEN")
        .group_by(Recommendation.currency)
        .order_by(func.count().desc(), Recommendation.currency)
    )
    return (await connection.execute(query)).all()


async def weekly_sums(connection: AsyncConnection, run_id: int, since: date, until: date) -> Sequence[AnyRow]:
    """Weeks that begin between two days by currency, the earliest first.

    Returns:
        `week_start` (Monday), `currency`, `sold_units`, `demand_units`, `net_revenue`, `stockout_days` (SKU-days
        without stock).
    """
    week = SkuWeeklyStats.week_start
    sums = ("sold_units", "demand_units", "net_revenue", "stockout_days")
    query = (
        select(week, Product.currency, *(func.sum(getattr(SkuWeeklyStats, name)).label(name) for name in sums))
        .join(Product, Product.id == SkuWeeklyStats.product_id)
        .where(SkuWeeklyStats.run_id == run_id, week.between(since, until))
        .group_by(week, Product.currency)
        .order_by(week, Product.currency)
    )
    return (await connection.execute(query)).all()


def _overview(query: AnySelect, run_id: int) -> AnySelect:
    return (
        query.select_from(SkuOverview)
        .join(Product, Product.id == SkuOverview.product_id)
        .where(SkuOverview.run_id == run_id, Product.deleted_at.is_(None))
    )
