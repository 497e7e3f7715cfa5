"""Anomalies: what stands out, how much, and what it may cost."""

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


@strawberry.enum(description="What stands out.")
class AnomalyType(Enum):
    """Types of `ai.anomaly_detections`."""

    SALES_SPIKE = strawberry.enum_value("SALES_SPIKE", description="A day sold far more than expected.")
    SALES_DROP = strawberry.enum_value("SALES_DROP", description="Five to fourteen days sold far less than expected.")
    RETURN_SURGE = strawberry.enum_value("RETURN_SURGE", description="Far more came back than usual.")
    STOCKOUT = strawberry.enum_value("STOCKOUT", description="The stock ran out while demand is expected.")
    OVERSTOCK = strawberry.enum_value("OVERSTOCK", description="Far more in stock than will be needed.")
    NEGATIVE_STOCK = strawberry.enum_value("NEGATIVE_STOCK", description="The books show less than nothing.")
    PRICE_ANOMALY = strawberry.enum_value("PRICE_ANOMALY", description="Sold at a price out of the ordinary.")
    FORECAST_BIAS = strawberry.enum_value("FORECAST_BIAS", description="Forecasts err to one side.")
    LEAD_TIME_SLIP = strawberry.enum_value("LEAD_TIME_SLIP", description="Deliveries take longer than they did.")
    DATA_GAP = strawberry.enum_value("DATA_GAP", description="Data that should be there are missing.")
    CAMPAIGN_WITHOUT_STOCK = strawberry.enum_value(
        "CAMPAIGN_WITHOUT_STOCK", description="A campaign runs for what can't be delivered."
    )


@strawberry.enum(description="How much an anomaly matters.")
class Severity(Enum):
    """Severities, lowest first."""

    LOW = strawberry.enum_value("LOW", description="Good to know.")
    MEDIUM = strawberry.enum_value("MEDIUM", description="Look at it this week.")
    HIGH = strawberry.enum_value("HIGH", description="Look at it today.")
    CRITICAL = strawberry.enum_value("CRITICAL", description="Look at it now.")


@strawberry.enum(description="What has become of an anomaly.")
class AnomalyStatus(Enum):
    """The life of an anomaly."""

    OPEN = strawberry.enum_value("OPEN", description="Nobody has taken it up.")
    ACKNOWLEDGED = strawberry.enum_value("ACKNOWLEDGED", description="Somebody takes care of it.")
    SNOOZED = strawberry.enum_value("SNOOZED", description="Put off to a later day.")
    RESOLVED = strawberry.enum_value("RESOLVED", description="Settled.")


@strawberry.enum(description="What somebody thinks of an alert.")
class AnomalyFeedback(Enum):
    """Ratings."""

    USEFUL = strawberry.enum_value("USEFUL", description="It was worth reading.")
    NOT_USEFUL = strawberry.enum_value("NOT_USEFUL", description="It was not.")


MONEY_OF_TERMS = frozenset({AnomalyType.LEAD_TIME_SLIP.name})
MONEY_OF_COSTS = frozenset({AnomalyType.OVERSTOCK.name})
NUMBERS_OF_TERMS = frozenset({AnomalyType.LEAD_TIME_SLIP.name})
TERMS = frozenset({"lead_time_days", "added_days"})


@strawberry.type(
    description="Something that stands out, told once: on the day on which it begins.", directives=operators()
)
class Anomaly(FromRow, Node):
    """One row of `ai.anomaly_detections`."""

    anomaly_id: strawberry.Private[int]
    product_id: strawberry.Private[int]
    detected_on: date = strawberry.field(description="The business day on which it began.")
    type: AnomalyType = strawberry.field(description="What stands out.")
    severity: Severity = strawberry.field(description="How much it matters.")
    p_value: float | None = strawberry.field(
        description="Probability of something at least as far off, if all were as usual; 0 to 1."
    )
    currency: str = strawberry.field(description="Currency of the money at stake (ISO 4217).")
    status: AnomalyStatus = strawberry.field(description="What has become of it.")
    snoozed_until: date | None = strawberry.field(description="Day on which it comes up again.")
    resolved_at: datetime | None = strawberry.field(description="When it was settled, in UTC.")
    owner: str | None = strawberry.field(description="Name of whoever acknowledged it last.")
    feedback: AnomalyFeedback | None = strawberry.field(description="The last rating; null: nobody has rated it.")
    rated_at: datetime | None = strawberry.field(description="When it was rated last, in UTC.")
    version: int = strawberry.field(description="Grows with every change; changes name the version they decided on.")

    @strawberry.field(
        description="What was seen: units; days for DATA_GAP and LEAD_TIME_SLIP; money a unit for PRICE_ANOMALY. For"
        " LEAD_TIME_SLIP, a supplier's terms, null below the role MANAGER."
    )
    def observed(self, info: Info) -> float | None:
        """The number, unless it is a supplier's terms that the viewer may not know."""
        return None if self._is_hidden(info, NUMBERS_OF_TERMS) else self.row.observed

    @strawberry.field(description="What was expected, in the same unit and to the same viewers.")
    def expected(self, info: Info) -> float | None:
        """The number, unless it is a supplier's terms that the viewer may not know."""
        return None if self._is_hidden(info, NUMBERS_OF_TERMS) else self.row.expected

    @strawberry.field(
        description="Money that may be lost, in `currency`; null: not known. For OVERSTOCK it comes from unit"
        " cost and needs the permission SEE_COSTS, for LEAD_TIME_SLIP from lead times and needs the role MANAGER."
    )
    def money_at_stake(self, info: Info) -> Decimal | None:
        """The money, unless it gives a cost or a term away to somebody who may not know it."""
        if self._is_hidden(info, MONEY_OF_TERMS):
            raise ForbiddenError(f"moneyAtStake of {self.row.type} needs the role {Role.MANAGER.name} or above.")
        viewer = info.context.viewer
        if self.row.type in MONEY_OF_COSTS and (viewer is None or not viewer.sees_costs):
            raise ForbiddenError(f"moneyAtStake of {self.row.type} needs the permission {Permission.SEE_COSTS.name}.")
        money: Decimal | None = self.row.money_at_stake
        return money

    @strawberry.field(description="Numbers behind the detection; a supplier's lead time is told from MANAGER up.")
    def details(self, info: Info) -> list[NamedNumber]:
        """The numeric details, without those that are a supplier's terms for viewers who may not know them."""
        viewer = info.context.viewer
        may_know = viewer is not None and viewer.may(Role.MANAGER.name)
        told = {name: value for name, value in self.row.detail_values.items() if may_know or name not in TERMS}
        return named_numbers(told)

    @strawberry.field(description="The SKU.")
    async def sku(self, info: Info) -> Annotated["Sku", strawberry.lazy("graphql_api.catalog.types")]:
        """The SKU."""
        from graphql_api.catalog.types import Sku, sku_columns_asked

        key = (self.product_id, sku_columns_asked(info))
        return Sku.of(await info.context.loader(SkuByProductIdLoader).existing(key))

    def _is_hidden(self, info: Info, types: frozenset[str]) -> bool:
        viewer = info.context.viewer
        return self.row.type in types and (viewer is None or not viewer.may(Role.MANAGER.name))

    def node_key(self) -> object:
        """The detection's number."""
        return self.anomaly_id


@strawberry.type(
    description="How useful people found one type of anomaly, and what that does to its thresholds.",
    directives=operators(),
)
class AnomalyPrecision:
    """One type's ratings."""

    type: AnomalyType = strawberry.field(description="The type.")
    raised: int = strawberry.field(description="Alerts that were ever raised.")
    useful: int = strawberry.field(description="Those rated useful.")
    not_useful: int = strawberry.field(description="Those rated not useful.")
    precision: float | None = strawberry.field(
        description="Useful ones among those rated, 0 to 1; null: none was rated."
    )
    strictness: float = strawberry.field(
        description="What the next night multiplies the type's thresholds by, from 0.5 (most were useful) to 8 (few"
        " were); 1 without ratings."
    )
