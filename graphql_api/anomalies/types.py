"""Anomalies: what is unusual, how much, and what it may cost."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.anomalies.repository import ANOMALY_COLUMNS
from graphql_api.catalog.loaders import SkuByProductIdLoader
from graphql_api.context import Info
from graphql_api.errors import ForbiddenError
from graphql_api.node import Node
from graphql_api.permissions import Permission, Role, operators
from graphql_api.rows import FromRow, columns
from graphql_api.values import NamedNumber, named_numbers

if TYPE_CHECKING:
    from graphql_api.catalog.types import Sku

NEEDS = MappingProxyType({"details": ("detail_values",)})


def anomaly_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of an anomaly."""
    return columns(ANOMALY_COLUMNS, fields, NEEDS)


@strawberry.enum(description="The type of an anomaly.")
class AnomalyType(Enum):
    """Types of `ai.anomaly_detections`."""

    SALES_SPIKE = strawberry.enum_value("SALES_SPIKE", description="Sales of a day were far above the expected ones.")
    SALES_DROP = strawberry.enum_value(
        "SALES_DROP", description="Sales of five to fourteen days were far below the expected ones."
    )
    RETURN_SURGE = strawberry.enum_value("RETURN_SURGE", description="Far more returns than usual.")
    STOCKOUT = strawberry.enum_value("STOCKOUT", description="The stock ran out while demand is expected.")
    OVERSTOCK = strawberry.enum_value("OVERSTOCK", description="Far more in stock than will be needed.")
    NEGATIVE_STOCK = strawberry.enum_value("NEGATIVE_STOCK", description="Negative stock on record.")
    PRICE_ANOMALY = strawberry.enum_value("PRICE_ANOMALY", description="Sold at an unusual price.")
    FORECAST_BIAS = strawberry.enum_value("FORECAST_BIAS", description="Forecasts are biased to one side.")
    LEAD_TIME_SLIP = strawberry.enum_value("LEAD_TIME_SLIP", description="Deliveries take longer than before.")
    DATA_GAP = strawberry.enum_value("DATA_GAP", description="Expected data are missing.")
    CAMPAIGN_WITHOUT_STOCK = strawberry.enum_value(
        "CAMPAIGN_WITHOUT_STOCK", description="A campaign runs for a SKU that is not in stock."
    )


@strawberry.enum(description="The severity of an anomaly.")
class Severity(Enum):
    """Severities, lowest first."""

    LOW = strawberry.enum_value("LOW", description="For information.")
    MEDIUM = strawberry.enum_value("MEDIUM", description="Check it this week.")
    HIGH = strawberry.enum_value("HIGH", description="Check it today.")
    CRITICAL = strawberry.enum_value("CRITICAL", description="Check it now.")


@strawberry.enum(description="The status of an anomaly.")
class AnomalyStatus(Enum):
    """The life of an anomaly."""

    OPEN = strawberry.enum_value("OPEN", description="Not acknowledged.")
    ACKNOWLEDGED = strawberry.enum_value("ACKNOWLEDGED", description="Acknowledged by an owner.")
    SNOOZED = strawberry.enum_value("SNOOZED", description="Snoozed until a later day.")
    RESOLVED = strawberry.enum_value("RESOLVED", description="Settled.")


@strawberry.enum(description="The rating of an alert.")
class AnomalyFeedback(Enum):
    """Ratings."""

    USEFUL = strawberry.enum_value("USEFUL", description="The alert was useful.")
    NOT_USEFUL = strawberry.enum_value("NOT_USEFUL", description="The alert was not useful.")


MONEY_OF_TERMS = frozenset({AnomalyType.LEAD_TIME_SLIP.name})
MONEY_OF_COSTS = frozenset({AnomalyType.OVERSTOCK.name})
NUMBERS_OF_TERMS = frozenset({AnomalyType.LEAD_TIME_SLIP.name})
TERMS = frozenset({"lead_time_days", "added_days"})


@strawberry.type(description="An unusual event, reported once, on the day on which it starts.", directives=operators())
class Anomaly(FromRow, Node):
    """One row of `ai.anomaly_detections`."""

    anomaly_id: strawberry.Private[int]
    product_id: strawberry.Private[int]
    detected_on: date = strawberry.field(description="The business day on which it started.")
    type: AnomalyType = strawberry.field(description="The type of an anomaly.")
    severity: Severity = strawberry.field(description="Its severity.")
    p_value: float | None = strawberry.field(
        description="Probability of a deviation at least as large under normal conditions, 0 to 1."
    )
    currency: str = strawberry.field(description="Currency of the money at stake (ISO 4217).")
    status: AnomalyStatus = strawberry.field(description="Its status.")
    snoozed_until: date | None = strawberry.field(description="Day on which it is open again.")
    resolved_at: datetime | None = strawberry.field(description="When it was resolved, in UTC.")
    owner: str | None = strawberry.field(description="Name of the user who acknowledged it last.")
    feedback: AnomalyFeedback | None = strawberry.field(description="The last rating; null: not rated.")
    rated_at: datetime | None = strawberry.field(description="When it was rated last, in UTC.")
    version: int = strawberry.field(
        description="Increases with every change; mutations send the version that they are based on."
    )

    @strawberry.field(
        description="The actual value: units; days for DATA_GAP and LEAD_TIME_SLIP; money a unit for PRICE_ANOMALY. For"
        " LEAD_TIME_SLIP, a supplier's terms, null below the role MANAGER."
    )
    def observed(self, info: Info) -> float | None:
        """The number, unless it is a supplier's terms that the caller may not know."""
        return None if self._is_hidden(info, NUMBERS_OF_TERMS) else self.row.observed

    @strawberry.field(description="The expected value, in the same unit and with the same permissions.")
    def expected(self, info: Info) -> float | None:
        """The number, unless it is a supplier's terms that the caller may not know."""
        return None if self._is_hidden(info, NUMBERS_OF_TERMS) else self.row.expected

    @strawberry.field(
        description="Money that may be lost, in `currency`; null: not known. For OVERSTOCK it comes from unit"
        " cost and needs the permission SEE_COSTS, for LEAD_TIME_SLIP from lead times and needs the role MANAGER."
    )
    def money_at_stake(self, info: Info) -> Decimal | None:
        """The money, unless it gives a cost or a term away to somebody who may not know it."""
        if self._is_hidden(info, MONEY_OF_TERMS):
            raise ForbiddenError(f"moneyAtStake of {self.row.type} needs the role {Role.MANAGER.name} or above.")
        caller = info.context.caller
        if self.row.type in MONEY_OF_COSTS and (caller is None or not caller.sees_costs):
            raise ForbiddenError(f"moneyAtStake of {self.row.type} needs the permission {Permission.SEE_COSTS.name}.")
        money: Decimal | None = self.row.money_at_stake
        return money

    @strawberry.field(description="Numbers behind the detection; a supplier's lead time needs the role MANAGER.")
    def details(self, info: Info) -> list[NamedNumber]:
        """The numeric details, without those that are a supplier's terms for callers who may not know them."""
        caller = info.context.caller
        may_know = caller is not None and caller.may(Role.MANAGER.name)
        told = {name: value for name, value in self.row.detail_values.items() if may_know or name not in TERMS}
        return named_numbers(told)

    @strawberry.field(description="The SKU.")
    async def sku(self, info: Info) -> Annotated["Sku", strawberry.lazy("graphql_api.catalog.types")]:
        """The SKU."""
        from graphql_api.catalog.types import Sku, sku_columns_asked

        key = (self.product_id, sku_columns_asked(info))
        return Sku.of(await info.context.loader(SkuByProductIdLoader).existing(key))

    def _is_hidden(self, info: Info, types: frozenset[str]) -> bool:
        caller = info.context.caller
        return self.row.type in types and (caller is None or not caller.may(Role.MANAGER.name))

    def node_key(self) -> object:
        """The detection's number."""
        return self.anomaly_id


@strawberry.type(
    description="How users rated one type of anomaly, and how this changes its thresholds.",
    directives=operators(),
)
class AnomalyPrecision:
    """One type's ratings."""

    type: AnomalyType = strawberry.field(description="The type.")
    raised: int = strawberry.field(description="Number of alerts so far.")
    useful: int = strawberry.field(description="Those rated useful.")
    not_useful: int = strawberry.field(description="Those rated not useful.")
    precision: float | None = strawberry.field(
        description="Useful ones among those rated, 0 to 1; null: none was rated."
    )
    strictness: float = strawberry.field(
        description="Factor of the type's thresholds in the next nightly run, from 0.5 (most were useful) to 8 (few"
        " were); 1 without ratings."
    )
