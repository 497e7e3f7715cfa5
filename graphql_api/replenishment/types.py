"""Recommendations: what to order, by when, and every term that leads to the quantity; and the policy backtest."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.replenishment.repository import RECOMMENDATION_COLUMNS, worse_skus
from domain.replenishment.rules import days_overdue, expected_arrival
from graphql_api.catalog.base_types import SUPPLIER_COLUMNS, Supplier, supplier_of
from graphql_api.catalog.loaders import SkuByProductIdLoader
from graphql_api.connections import First, page_size
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.errors import BadInputError
from graphql_api.node import Node, read_global_id, whole
from graphql_api.permissions import Guard, Role, costs
from graphql_api.rows import FromRow
from kit.reading import AnyRow

if TYPE_CHECKING:
    from graphql_api.catalog.types import Sku

NEEDS = MappingProxyType(
    {
        "supplier": SUPPLIER_COLUMNS,
        "waterfall": ("waterfall_terms",),
        "daysOverdue": ("order_by",),
        "expectedArrival": ("order_by", "lead_time_days"),
    }
)


@enum
class RecommendationStatus(Enum):
    """The status of a recommendation."""

    OPEN = "Not ordered or dismissed."
    ORDERED = "A purchase order was made of it, or orders made since the run's data cover it."
    DISMISSED = "Dismissed, now or in an earlier run."
    SUPERSEDED = "Replaced by a later one."


@enum
class WaterfallKey(Enum):
    """A term on the way from expected demand to the quantity."""

    EXPECTED_DEMAND = "Expected until the next order arrives."
    LOST_BEFORE_ARRIVAL = "Less what will be lost before the order can arrive, and does not come back."
    SAFETY_STOCK = "Added for the service level."
    DATA_DOUBT = "Added because the SKU's data are uncertain: its intervals are wider."
    ON_HAND = "Less what is in stock."
    RESERVED = "Plus what of it is promised to customers."
    INBOUND = "Less what is on its way."
    NO_NEED_FLOOR = "Up to zero, where there is more than enough."
    ECONOMIC_ORDER = "Up to the quantity at which ordering and holding cost least together."
    DISCONTINUED = "Down to zero: it would arrive after its last day."
    SHELF_LIFE = "Down to what sells before it would expire."
    MAXIMUM = "Down to the maximum order quantity."
    MOQ = "Up to the minimum order quantity."
    PACK_ROUNDING = "To whole packs."
    SUPPLIER_MINIMUM = "Up to the supplier's minimum order value, or down to zero to wait for it."


@enum
class RecommendationOrder(Enum):
    """Sort orders of the list of recommendations. Unknown values come last."""

    ORDER_BY = "Last day to order, soonest first."
    QUANTITY = "Units still to order, the most first."
    STOCKOUT_PROBABILITY = "Probability of running out if nothing is ordered, the greatest first."
    MONEY_AT_RISK = "Expected lost sales of the next 14 days, the greatest first."


@object_type
class WaterfallTerm:
    """A signed term; all terms of a recommendation add up to its quantity."""

    key: WaterfallKey = field("Which term.")
    units: int = field("Signed units.")


@object_type
class Recommendation(FromRow, Node, names=RECOMMENDATION_COLUMNS, needs=NEEDS):
    """What to order of a SKU, by when, and why."""

    run_id: strawberry.Private[int]
    product_id: strawberry.Private[int]
    parent: strawberry.Private["Sku | None"] = None
    quantity: int = field("Units that the run recommends; 0: nothing.")
    ordered_since: int = field(
        "Units of the SKU ordered since the run's data, in any way; the run does not include them."
    )
    remaining: int = field("Units still to order: `quantity` less `orderedSince`, at least 0.")
    order_by: date | None = field("Last day to order so that it arrives before the stock ends; null: nothing to order.")
    depletion_date: date | None = field(
        "First day without stock if nothing is ordered; null: not within the next 60 days, or the stock"
        " has ended already."
    )
    lead_time_days: float | None = field(
        "Days from order to arrival that the plan uses: measured, else stated, else assumed.", Guard(Role.MANAGER)
    )
    review_days: int = field("Days until the next order could be made.")
    service_level: float | None = field(
        "Target probability of no stock-out, 0 to 1; the profit-optimal one would disclose the margin.", costs()
    )
    order_up_to: int = field("Order-up-to level, in units, for stock and orders together.")
    assumptions: list[str] = field("Text keys of what had to be assumed, such as LEAD_TIME_ASSUMED or STOCK_UNKNOWN.")
    unit_cost: Decimal | None = field("Purchase cost of one unit, in `currency`.", costs())
    cost: Decimal | None = field("Purchase cost of the remaining units, in `currency`.", costs())
    currency: str = field("Currency of the amounts (ISO 4217).")
    stockout_probability: float | None = field(
        "Probability of running out before the next order arrives, if nothing is ordered; 0 to 1."
    )
    overstock_value: Decimal | None = field("Purchase cost of the units above `orderUpTo`, in `currency`.", costs())
    status: RecommendationStatus = field("Its status.")
    dismissed_at: datetime | None = field("When it was dismissed, in UTC; null: it is not.")
    dismissal_reason: str | None = field("Why it was dismissed; null: it is not.")

    @classmethod
    def of_sku(cls, row: AnyRow, sku: "Sku") -> Self:
        """The recommendation that was reached from its SKU, which need not be read again."""
        found = cls.of(row)
        found.parent = sku
        return found

    @resolver()
    def days_overdue(self, info: Info) -> int:
        """Days since `orderBy`; 0: it is not past, or there is nothing to order."""
        return days_overdue(self.row.order_by, info.context.today)

    @resolver()
    def expected_arrival(self, info: Info) -> date | None:
        """When an order of the day `orderBy` arrives; when that day is past, an order of today. Null: nothing
        to order.
        """
        return expected_arrival(self.row.order_by, self.row.lead_time_days, info.context.today)

    @resolver()
    def waterfall(self) -> list[WaterfallTerm]:
        """The signed terms that add up to the quantity, in the order in which they apply."""
        return [WaterfallTerm(key=term["key"], units=term["units"]) for term in self.row.waterfall_terms]

    @resolver()
    def supplier(self) -> Supplier | None:
        """The supplier; null: not known."""
        return supplier_of(self.row)

    @resolver()
    async def sku(self, info: Info) -> Annotated["Sku", strawberry.lazy("graphql_api.catalog.types")]:
        """The SKU to order."""
        from graphql_api.catalog.types import Sku, sku_columns_asked

        wanted = sku_columns_asked(info)
        if self.parent is not None and wanted.issubset(self.parent.columns()):
            return self.parent
        key = (self.product_id, wanted)
        return Sku.of(await info.context.loader(SkuByProductIdLoader).existing(key))

    def node_key(self) -> object:
        """Run and product."""
        return f"{self.run_id}.{self.product_id}"


def read_recommendation_id(text: str) -> tuple[int, int]:
    """Run and product of a recommendation's `id`.

    Raises:
        BadInputError: the id is not a recommendation's.
    """
    type_name, key = read_global_id(text)
    run, _, product = key.partition(".")
    if type_name != "Recommendation":
        raise BadInputError("The id is not a Recommendation's.")
    return whole(run), whole(product)


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
    competitor_service_level: float = field("Share of its demand that the competing policy served, 0 to 1.")


@object_type
class PolicyBacktest:
    """The newest policy backtest."""

    finished_at: datetime = field("When it was made.")
    period_start: date = field("First evaluated day.")
    period_end: date = field("Last evaluated day.")
    currency: str = field("Currency of the amounts (ISO 4217).")
    policies: list[PolicyOutcome] = field("The recommended policy first, then the competing ones.")
    run_id: strawberry.Private[int]
    best_competitor: strawberry.Private[str | None]

    @resolver()
    async def worse_skus(self, info: Info, first: First) -> list[WorseSku]:
        """SKUs on which the cheaper competing policy would have cost less, the worst first."""
        if self.best_competitor is None:
            return []
        async with info.context.reading() as reading:
            rows = await worse_skus(reading, self.run_id, self.best_competitor, page_size(first))
        return WorseSku.of_all(rows)
