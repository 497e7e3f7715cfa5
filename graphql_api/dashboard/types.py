"""Sums over the published run."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from domain.dashboard.repository import money_sums, recommended_sums, risk_counts
from domain.pipeline.read_repository import PublishedRun
from graphql_api.catalog.enums import StockoutRisk
from graphql_api.context import Info
from graphql_api.permissions import costs, operators
from graphql_api.pipeline.freshness import DataFreshness


@strawberry.type(description="The number of SKUs of a risk class.", directives=operators())
class RiskCount:
    """One class of risk."""

    risk: StockoutRisk = strawberry.field(description="The risk of running out within 14 days.")
    skus: int = strawberry.field(description="How many SKUs.")


@strawberry.type(description="What all SKUs sell and risk, in one currency.", directives=operators())
class MoneySums:
    """Sums of one currency."""

    currency: str = strawberry.field(description="Currency of the amounts (ISO 4217).")
    money_at_risk: Decimal = strawberry.field(
        description="Expected lost units of the next 14 days at their selling prices."
    )
    revenue_28: Decimal = strawberry.field(description="Net revenue of the last 28 days.")


@strawberry.type(description="What is recommended to be ordered, in one currency.", directives=operators())
class OrderSums:
    """Open recommendations of one currency."""

    currency: str = strawberry.field(description="Currency of the cost (ISO 4217).")
    orders: int = strawberry.field(description="Open recommendations of at least one unit.")
    due: int = strawberry.field(description="Those to order within 7 days of the run's date.")
    cost: Decimal = strawberry.field(
        description="Purchase cost of what remains of all of them, as far as costs are known.", extensions=[costs()]
    )


@strawberry.type(description="One week of all SKUs, in one currency.", directives=operators())
class WeekSums:
    """Sums of one week."""

    week_start: date = strawberry.field(description="The week's Monday.")
    currency: str = strawberry.field(description="Currency of the revenue (ISO 4217).")
    sold_units: int = strawberry.field(description="Units sold, less cancelled.")
    demand_units: float = strawberry.field(description="Demand as forecasts learn from it, in units.")
    net_revenue: Decimal = strawberry.field(description="Net revenue.")
    stockout_days: int = strawberry.field(description="Days without stock, summed over the SKUs.")


@strawberry.type(description="Key figures of the published run.", directives=operators())
class Dashboard:
    """The published run; each field is one statement."""

    published: strawberry.Private[PublishedRun]
    logical_date: date = strawberry.field(description="The last business day that the figures include.")
    published_at: datetime = strawberry.field(description="When the figures were published, in UTC.")

    @strawberry.field(description="How old the data behind the figures are.")
    def freshness(self, info: Info) -> DataFreshness:
        """The published run's data."""
        return DataFreshness.of(info.context.services, self.published)

    @strawberry.field(description="SKUs by risk; a class without SKUs is left out.")
    async def risks(self, info: Info) -> list[RiskCount]:
        """Counts of SKUs."""
        async with info.context.reading() as connection:
            rows = await risk_counts(connection, self.published.run_id)
        return [RiskCount(risk=StockoutRisk(row.risk), skus=row.skus) for row in rows]

    @strawberry.field(description="Sales and money at risk by currency, the one with the most revenue first.")
    async def money(self, info: Info) -> list[MoneySums]:
        """Sums over the overview."""
        async with info.context.reading() as connection:
            rows = await money_sums(connection, self.published.run_id)
        return [MoneySums(**row._mapping) for row in rows]  # noqa: SLF001  # SQLAlchemy's public name for a row's names

    @strawberry.field(description="What is recommended to be ordered by currency, the one of the most orders first.")
    async def to_order(self, info: Info) -> list[OrderSums]:
        """Sums over open recommendations."""
        async with info.context.reading() as connection:
            rows = await recommended_sums(connection, self.published.run_id, self.published.logical_date)
        return [OrderSums(**row._mapping) for row in rows]  # noqa: SLF001  # as above
