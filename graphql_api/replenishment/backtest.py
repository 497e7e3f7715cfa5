"""`policyBacktest`: what each ordering policy would have cost on the shop's own past."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.replenishment.record_repository import newest_backtest, worse_skus
from graphql_api.connections import First, page_size
from graphql_api.context import Info
from graphql_api.described import enum, field, object_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@enum
class OrderPolicy(Enum):
    """An order policy."""

    RECOMMENDED = "The recommended policy."
    MIN_MAX = "Min/max: up to a maximum at a minimum, on a moving average."
    DAYS_OF_COVER = "Days of cover: up to so many days of average demand."


@object_type
class PolicyOutcome(FromRow):
    """The cost of one policy in the evaluated days, all SKUs together."""

    policy: OrderPolicy = field("The policy.")
    parameters: str = field(
        "Parameters of a competing policy: the cheapest of a grid on the evaluated days themselves."
    )
    service_level: float = field("Share of the demanded units that were served, 0 to 1.")
    planned_service_level: float | None = field(
        "Expected share of the recommended policy; null for competing policies."
    )
    demand_units: float = field("Units demanded.")
    lost_units: float = field("Units of demand that found no stock.")
    order_count: int = field("Orders of one SKU each.")
    lost_margin: Decimal | None = field("Margin of the lost units.")
    mean_stock_value: Decimal | None = field("Mean value of the stock at unit cost.")
    holding_cost: Decimal | None = field("Cost of holding the stock.")
    ordering_cost: Decimal | None = field("Cost of all orders.")
    total_cost: Decimal | None = field("Holding, lost margin and ordering together.")
    total_cost_low: Decimal | None = field("Lower end of its 90 % interval over SKUs.")
    total_cost_high: Decimal | None = field("Upper end of its 90 % interval over SKUs.")
    cost_ratio: float | None = field(
        "Total cost of the recommended policy over this one's; below 1: it is cheaper. Null for itself."
    )
    cost_ratio_low: float | None = field("Lower end of the ratio's 90 % interval.")
    cost_ratio_high: float | None = field("Upper end of the ratio's 90 % interval.")


@object_type
class WorseSku(FromRow):
    """A SKU on which the cheaper competing policy would have cost less."""

    sku: str = field("The SKU's code.")
    name: str = field("The SKU's name.")
    extra_cost: Decimal = field("Total cost of the recommended policy less that of the competing one.")
    service_level: float = field("Share of its demand that the recommended policy served, 0 to 1.")
    rival_service_level: float = field("Share of its demand that the competing policy served, 0 to 1.")


@object_type
class PolicyBacktest:
    """The newest policy backtest."""

    finished_at: datetime = field("When it was made.")
    period_start: date = field("First evaluated day.")
    period_end: date = field("Last evaluated day.")
    currency: str = field("Currency of the amounts (ISO 4217).")
    policies: list[PolicyOutcome] = field("The recommended policy first, then the competing ones.")
    run_id: strawberry.Private[int]
    best_rival: strawberry.Private[str | None]

    @resolver()
    async def worse_skus(self, info: Info, first: First) -> list[WorseSku]:
        """SKUs on which the cheaper competing policy would have cost less, the worst first."""
        if self.best_rival is None:
            return []
        async with info.context.reading() as reading:
            rows = await worse_skus(reading, self.run_id, self.best_rival, page_size(first))
        return WorseSku.of_all(rows)


@resolver(Guard(Role.MANAGER))
async def policy_backtest(info: Info) -> PolicyBacktest | None:
    """The simulated cost of each policy on past demand; null: no backtest yet."""
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
