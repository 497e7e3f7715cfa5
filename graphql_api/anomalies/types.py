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
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.errors import ForbiddenError
from graphql_api.node import Node
from graphql_api.permissions import Permission, Role
from graphql_api.rows import FromRow
from graphql_api.values import NamedNumber, named_numbers

if TYPE_CHECKING:
    from graphql_api.catalog.types import Sku

NEEDS = MappingProxyType({"details": ("detail_values",)})


@enum
class AnomalyType(Enum):
    """The type of an anomaly."""

    SALES_SPIKE = "Sales of a day were far above the expected ones."
    SALES_DROP = "Sales of five to fourteen days were far below the expected ones."
    RETURN_SURGE = "Far more returns than usual."
    STOCKOUT = "The stock ran out while demand is expected."
    OVERSTOCK = "Far more in stock than will be needed."
    NEGATIVE_STOCK = "Negative stock on record."
    PRICE_ANOMALY = "Sold at an unusual price."
    FORECAST_BIAS = "Forecasts are biased to one side."
    LEAD_TIME_SLIP = "Deliveries take longer than before."
    DATA_GAP = "Expected data are missing."
    CAMPAIGN_WITHOUT_STOCK = "A campaign runs for a SKU that is not in stock."


@enum
class Severity(Enum):
    """The severity of an anomaly."""

    LOW = "For information."
    MEDIUM = "Check it this week."
    HIGH = "Check it today."
    CRITICAL = "Check it now."


@enum
class AnomalyStatus(Enum):
    """The status of an anomaly."""

    OPEN = "Not acknowledged."
    ACKNOWLEDGED = "Acknowledged by an owner."
    SNOOZED = "Snoozed until a later day."
    RESOLVED = "Resolved; it stays so."


@enum
class AnomalyFeedback(Enum):
    """The rating of an alert."""

    USEFUL = "The alert was useful."
    NOT_USEFUL = "The alert was not useful."


MONEY_OF_TERMS = frozenset({AnomalyType.LEAD_TIME_SLIP.name})
MONEY_OF_COSTS = frozenset({AnomalyType.OVERSTOCK.name})
NUMBERS_OF_TERMS = frozenset({AnomalyType.LEAD_TIME_SLIP.name})
TERMS = frozenset({"lead_time_days", "added_days"})


@object_type
class Anomaly(FromRow, Node, names=ANOMALY_COLUMNS, needs=NEEDS):
    """An unusual event, reported once, on the day on which it starts."""

    anomaly_id: strawberry.Private[int]
    product_id: strawberry.Private[int]
    detected_on: date = field("The business day on which it started.")
    type: AnomalyType = field("The type of an anomaly.")
    severity: Severity = field("Its severity.")
    p_value: float | None = field("Probability of a deviation at least as large under normal conditions, 0 to 1.")
    currency: str = field("Currency of the money at stake (ISO 4217).")
    status: AnomalyStatus = field("Its status.")
    snoozed_until: date | None = field("Day on which it is open again.")
    resolved_at: datetime | None = field("When it was resolved, in UTC.")
    owner: str | None = field("Name of the user who acknowledged it last.")
    feedback: AnomalyFeedback | None = field("The last rating; null: not rated.")
    rated_at: datetime | None = field("When it was rated last, in UTC.")
    version: int = field("Increases with every change; mutations send the version that they are based on.")

    @resolver()
    def observed(self, info: Info) -> float | None:
        """The actual value: units; days for DATA_GAP and LEAD_TIME_SLIP; money a unit for PRICE_ANOMALY. For
        LEAD_TIME_SLIP, a supplier's terms, null below the role MANAGER.
        """
        return None if self._is_hidden(info, NUMBERS_OF_TERMS) else self.row.observed

    @resolver()
    def expected(self, info: Info) -> float | None:
        """The expected value, in the same unit and with the same permissions."""
        return None if self._is_hidden(info, NUMBERS_OF_TERMS) else self.row.expected

    @resolver()
    def money_at_stake(self, info: Info) -> Decimal | None:
        """Money that may be lost, in `currency`; null: not known. For OVERSTOCK it comes from unit cost and needs the
        permission SEE_COSTS, for LEAD_TIME_SLIP from lead times and needs the role MANAGER.
        """
        if self._is_hidden(info, MONEY_OF_TERMS):
            raise ForbiddenError(f"moneyAtStake of {self.row.type} needs the role {Role.MANAGER.name} or above.")
        caller = info.context.caller
        if self.row.type in MONEY_OF_COSTS and (caller is None or not caller.sees_costs):
            raise ForbiddenError(f"moneyAtStake of {self.row.type} needs the permission {Permission.SEE_COSTS.name}.")
        money: Decimal | None = self.row.money_at_stake
        return money

    @resolver()
    def details(self, info: Info) -> list[NamedNumber]:
        """Numbers behind the detection; a supplier's lead time needs the role MANAGER."""
        caller = info.context.caller
        may_know = caller is not None and caller.may(Role.MANAGER.name)
        told = {name: value for name, value in self.row.detail_values.items() if may_know or name not in TERMS}
        return named_numbers(told)

    @resolver()
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


@object_type
class AnomalyPrecision:
    """How users rated one type of anomaly, and how this changes its thresholds."""

    type: AnomalyType = field("The type.")
    raised: int = field("Number of alerts so far.")
    useful: int = field("Those rated useful.")
    not_useful: int = field("Those rated not useful.")
    precision: float | None = field("Useful ones among those rated, 0 to 1; null: none was rated.")
    strictness: float = field(
        "Factor of the type's thresholds in the next nightly run, from 0.5 (most were useful) to 8 (few"
        " were); 1 without ratings."
    )
