"""Sums over the published run."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from domain.dashboard.repository import money_sums, recommended_sums, risk_counts
from domain.pipeline.repository import PublishedRun
from graphql_api.catalog.base_types import StockoutRisk
from graphql_api.context import Info
from graphql_api.decorators import field, object_type, resolver
from graphql_api.permissions import costs
from graphql_api.pipeline.types import DataFreshness


@object_type
class RiskCount:
    """The number of SKUs of a risk class."""

    risk: StockoutRisk = field("The risk of running out within 14 days.")
    skus: int = field("How many SKUs.")


@object_type
class MoneySums:
    """What all SKUs sell and risk, in one currency."""

    currency: str = field("Currency of the amounts (ISO 4217).")
    money_at_risk: Decimal = field("Expected lost units of the next 14 days at their selling prices.")
    revenue_28: Decimal = field("Net revenue of the last 28 days.")


@object_type
class OrderSums:
    """What is recommended to be ordered, in one currency."""

    currency: str = field("Currency of the cost (ISO 4217).")
    orders: int = field("Open recommendations of at least one unit.")
    due: int = field("Those to order within 7 days of the run's date.")
    cost: Decimal = field("Purchase cost of what remains of all of them, as far as costs are known.", costs())


@object_type
class WeekSums:
    """One week of all SKUs, in one currency."""

    week_start: date = field("The week's Monday.")
    currency: str = field("Currency of the revenue (ISO 4217).")
    sold_units: int = field("Units sold, less cancelled.")
    demand_units: float = field("Demand as forecasts learn from it, in units.")
    net_revenue: Decimal = field("Net revenue.")
    stockout_days: int = field("Days without stock, summed over the SKUs.")


@object_type
class Dashboard:
    """Key figures of the published run."""

    published: strawberry.Private[PublishedRun]
    logical_date: date = field("The last business day that the figures include.")
    published_at: datetime = field("When the figures were published, in UTC.")

    @resolver()
    def freshness(self, info: Info) -> DataFreshness:
        """How old the data behind the figures are."""
        return DataFreshness.of(info.context.services, self.published)

    @resolver()
    async def risks(self, info: Info) -> list[RiskCount]:
        """SKUs by risk; a class without SKUs is left out."""
        async with info.context.reading() as connection:
            rows = await risk_counts(connection, self.published.run_id)
        return [RiskCount(risk=StockoutRisk(row.risk), skus=row.skus) for row in rows]

    @resolver()
    async def money(self, info: Info) -> list[MoneySums]:
        """Sales and money at risk by currency, the one with the most revenue first."""
        async with info.context.reading() as connection:
            rows = await money_sums(connection, self.published.run_id)
        return [MoneySums(**row._mapping) for row in rows]  # noqa: SLF001  # SQLAlchemy's public name for a row's names

    @resolver()
    async def to_order(self, info: Info) -> list[OrderSums]:
        """What is recommended to be ordered by currency, the one of the most orders first."""
        async with info.context.reading() as connection:
            rows = await recommended_sums(connection, self.published.run_id, self.published.logical_date)
        return [OrderSums(**row._mapping) for row in rows]  # noqa: SLF001  # as above
