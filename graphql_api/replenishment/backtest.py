"""`policyBacktest`: what each ordering policy would have cost on the shop's own past."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.replenishment.record_repository import newest_backtest, worse_skus
from graphql_api.connections import First, page_size
from graphql_api.context import Info
from graphql_api.permissions import Guard, Role, operators
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@strawberry.enum(description="An order policy.")
class OrderPolicy(Enum):
    """Policies of `ai.policy_backtests`."""

    RECOMMENDED = strawberry.enum_value("RECOMMENDED", description="The recommended policy.")
    MIN_MAX = strawberry.enum_value(
        "MIN_MAX", description="Min/max: up to a maximum at a minimum, on a moving average."
    )
    DAYS_OF_COVER = strawberry.enum_value(
        "DAYS_OF_COVER", description="Days of cover: up to so many days of average demand."
    )


@strawberry.type(description="The cost of one policy in the evaluated days, all SKUs together.", directives=operators())
class PolicyOutcome(FromRow):
    """A total of `ai.policy_backtests`."""

    policy: OrderPolicy = strawberry.field(description="The policy.")
    parameters: str = strawberry.field(
        description="Parameters of a competing policy: the cheapest of a grid on the evaluated days themselves."
    )
    service_level: float = strawberry.field(description="Share of the demanded units that were served, 0 to 1.")
    planned_service_level: float | None = strawberry.field(
        description="Expected share of the recommended policy; null for competing policies."
    )
    demand_units: float = strawberry.field(description="Units demanded.")
    lost_units: float = strawberry.field(description="Units of demand that found no stock.")
    order_count: int = strawberry.field(description="Orders of one SKU each.")
    lost_margin: Decimal | None = strawberry.field(description="Margin of the lost units.")
    mean_stock_value: Decimal | None = strawberry.field(description="Mean value of the stock at unit cost.")
    holding_cost: Decimal | None = strawberry.field(description="Cost of holding the stock.")
    ordering_cost: Decimal | None = strawberry.field(description="Cost of all orders.")
    total_cost: Decimal | None = strawberry.field(description="Holding, lost margin and ordering together.")
    total_cost_low: Decimal | None = strawberry.field(description="Lower end of its 90 % interval over SKUs.")
    total_cost_high: Decimal | None = strawberry.field(description="Upper end of its 90 % interval over SKUs.")
    cost_ratio: float | None = strawberry.field(
        description="Total cost of the recommended policy over this one's; below 1: it is cheaper. Null for itself."
    )
    cost_ratio_low: float | None = strawberry.field(description="Lower end of the ratio's 90 % interval.")
    cost_ratio_high: float | None = strawberry.field(description="Upper end of the ratio's 90 % interval.")


@strawberry.type(
    description="A SKU on which the cheaper competing policy would have cost less.", directives=operators()
)
class WorseSku(FromRow):
    """A pair of rows of `ai.policy_backtests`."""

    sku: str = strawberry.field(description="The SKU's code.")
    name: str = strawberry.field(description="The SKU's name.")
    extra_cost: Decimal = strawberry.field(
        description="Total cost of the recommended policy less that of the competing one."
    )
    service_level: float = strawberry.field(
        description="Share of its demand that the recommended policy served, 0 to 1."
    )
    rival_service_level: float = strawberry.field(
        description="Share of its demand that the competing policy served, 0 to 1."
    )


@strawberry.type(description="The newest policy backtest.", directives=operators())
class PolicyBacktest:
    """A run of kind POLICY_BACKTEST."""

    finished_at: datetime = strawberry.field(description="When it was made.")
    period_start: date = strawberry.field(description="First evaluated day.")
    period_end: date = strawberry.field(description="Last evaluated day.")
    currency: str = strawberry.field(description="Currency of the amounts (ISO 4217).")
    policies: list[PolicyOutcome] = strawberry.field(
        description="The recommended policy first, then the competing ones."
    )
    run_id: strawberry.Private[int]
    best_rival: strawberry.Private[str | None]

    @strawberry.field(description="SKUs on which the cheaper competing policy would have cost less, the worst first.")
    async def worse_skus(self, info: Info, first: First) -> list[WorseSku]:
        """SKUs where the recommended policy loses."""
        if self.best_rival is None:
            return []
        async with info.context.reading() as reading:
            rows = await worse_skus(reading, self.run_id, self.best_rival, page_size(first))
        return WorseSku.of_all(rows)


@strawberry.type
class BacktestQueries:
    """Questions about policies."""

    @strawberry.field(
        description="The simulated cost of each policy on past demand; null: no backtest yet.",
        extensions=[Guard(Role.MANAGER)],
    )
    async def policy_backtest(self, info: Info) -> PolicyBacktest | None:
        """The newest one."""
        async with info.context.reading() as reading:
            rows = await newest_backtest(reading)
        if not rows:
            return None
        return PolicyBacktest(
            finished_at=rows[0].finished_at,
            period_start=rows[0].period_start,
            period_end=rows[0].period_end,
            currency=info.context.services.currency,
            policies=PolicyOutcome.of_all(rows),
            run_id=rows[0].run_id,
            best_rival=_cheapest(rows),
        )


def _cheapest(rows: Sequence[AnyRow]) -> str | None:
    rivals = [row for row in rows if row.cost_ratio is not None and row.total_cost is not None]
    return min(rivals, key=lambda row: row.total_cost).policy if rivals else None
