"""Recommendations: what to order, by when, and every term that leads to the quantity."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.replenishment.repository import RECOMMENDATION_COLUMNS
from domain.replenishment.rules import days_overdue, expected_arrival
from graphql_api.catalog.loaders import SkuByProductIdLoader
from graphql_api.catalog.suppliers import SUPPLIER_COLUMNS, Supplier, supplier_of
from graphql_api.context import Info
from graphql_api.errors import BadInputError
from graphql_api.node import Node, read_global_id, whole
from graphql_api.permissions import Guard, Role, costs, operators
from graphql_api.rows import FromRow, columns
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


def recommendation_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a recommendation."""
    return columns(RECOMMENDATION_COLUMNS, fields, NEEDS)


@strawberry.enum(description="The status of a recommendation.")
class RecommendationStatus(Enum):
    """Statuses of `ai.recommendations`."""

    OPEN = strawberry.enum_value("OPEN", description="Not ordered or dismissed.")
    ORDERED = strawberry.enum_value(
        "ORDERED", description="A purchase order was made of it, or orders made since the run's data cover it."
    )
    DISMISSED = strawberry.enum_value("DISMISSED", description="Dismissed, now or in an earlier run.")
    SUPERSEDED = strawberry.enum_value("SUPERSEDED", description="Replaced by a later one.")


@strawberry.enum(description="A term on the way from expected demand to the quantity.")
class WaterfallKey(Enum):
    """Terms of `ai.recommendations.waterfall`, in the order in which they apply."""

    EXPECTED_DEMAND = strawberry.enum_value("EXPECTED_DEMAND", description="Expected until the next order arrives.")
    LOST_BEFORE_ARRIVAL = strawberry.enum_value(
        "LOST_BEFORE_ARRIVAL", description="Less what will be lost before the order can arrive, and does not come back."
    )
    SAFETY_STOCK = strawberry.enum_value("SAFETY_STOCK", description="Added for the service level.")
    DATA_DOUBT = strawberry.enum_value(
        "DATA_DOUBT", description="Added because the SKU's data are uncertain: its intervals are wider."
    )
    ON_HAND = strawberry.enum_value("ON_HAND", description="Less what is in stock.")
    RESERVED = strawberry.enum_value("RESERVED", description="Plus what of it is promised to customers.")
    INBOUND = strawberry.enum_value("INBOUND", description="Less what is on its way.")
    NO_NEED_FLOOR = strawberry.enum_value("NO_NEED_FLOOR", description="Up to zero, where there is more than enough.")
    ECONOMIC_ORDER = strawberry.enum_value(
        "ECONOMIC_ORDER", description="Up to the quantity at which ordering and holding cost least together."
    )
    DISCONTINUED = strawberry.enum_value(
        "DISCONTINUED", description="Down to zero: it would arrive after its last day."
    )
    SHELF_LIFE = strawberry.enum_value("SHELF_LIFE", description="Down to what sells before it would expire.")
    MAXIMUM = strawberry.enum_value("MAXIMUM", description="Down to the maximum order quantity.")
    MOQ = strawberry.enum_value("MOQ", description="Up to the minimum order quantity.")
    PACK_ROUNDING = strawberry.enum_value("PACK_ROUNDING", description="To whole packs.")
    SUPPLIER_MINIMUM = strawberry.enum_value(
        "SUPPLIER_MINIMUM", description="Up to the supplier's minimum order value, or down to zero to wait for it."
    )


@strawberry.enum(description="Sort orders of the list of recommendations. Unknown values come last.")
class RecommendationOrder(Enum):
    """Orderings of `domain.replenishment.repository`."""

    ORDER_BY = strawberry.enum_value("ORDER_BY", description="Last day to order, soonest first.")
    QUANTITY = strawberry.enum_value("QUANTITY", description="Units still to order, the most first.")
    STOCKOUT_PROBABILITY = strawberry.enum_value(
        "STOCKOUT_PROBABILITY", description="Probability of running out if nothing is ordered, the greatest first."
    )
    MONEY_AT_RISK = strawberry.enum_value(
        "MONEY_AT_RISK", description="Expected lost sales of the next 14 days, the greatest first."
    )


@strawberry.type(
    description="A signed term; all terms of a recommendation add up to its quantity.", directives=operators()
)
class WaterfallTerm:
    """One term."""

    key: WaterfallKey = strawberry.field(description="Which term.")
    units: int = strawberry.field(description="Signed units.")


@strawberry.type(description="What to order of a SKU, by when, and why.", directives=operators())
class Recommendation(FromRow, Node):
    """One row of `ai.recommendations`."""

    run_id: strawberry.Private[int]
    product_id: strawberry.Private[int]
    parent: strawberry.Private["Sku | None"] = None
    quantity: int = strawberry.field(description="Units that the run recommends; 0: nothing.")
    ordered_since: int = strawberry.field(
        description="Units of the SKU ordered since the run's data, in any way; the run does not include them."
    )
    remaining: int = strawberry.field(description="Units still to order: `quantity` less `orderedSince`, at least 0.")
    order_by: date | None = strawberry.field(
        description="Last day to order so that it arrives before the stock ends; null: nothing to order."
    )
    depletion_date: date | None = strawberry.field(
        description="First day without stock if nothing is ordered; null: not within the next 60 days, or the stock"
        " has ended already."
    )
    lead_time_days: float | None = strawberry.field(
        description="Days from order to arrival that the plan uses: measured, else stated, else assumed.",
        extensions=[Guard(Role.MANAGER)],
    )
    review_days: int = strawberry.field(description="Days until the next order could be made.")
    service_level: float | None = strawberry.field(
        description="Target probability of no stock-out, 0 to 1; the profit-optimal one would disclose the margin.",
        extensions=[costs()],
    )
    order_up_to: int = strawberry.field(description="Order-up-to level, in units, for stock and orders together.")
    assumptions: list[str] = strawberry.field(
        description="Text keys of what had to be assumed, such as LEAD_TIME_ASSUMED or STOCK_UNKNOWN."
    )
    unit_cost: Decimal | None = strawberry.field(
        description="Purchase cost of one unit, in `currency`.", extensions=[costs()]
    )
    cost: Decimal | None = strawberry.field(
        description="Purchase cost of the remaining units, in `currency`.", extensions=[costs()]
    )
    currency: str = strawberry.field(description="Currency of the amounts (ISO 4217).")
    stockout_probability: float | None = strawberry.field(
        description="Probability of running out before the next order arrives, if nothing is ordered; 0 to 1."
    )
    overstock_value: Decimal | None = strawberry.field(
        description="Purchase cost of the units above `orderUpTo`, in `currency`.", extensions=[costs()]
    )
    status: RecommendationStatus = strawberry.field(description="Its status.")
    dismissed_at: datetime | None = strawberry.field(description="When it was dismissed, in UTC; null: it is not.")
    dismissal_reason: str | None = strawberry.field(description="Why it was dismissed; null: it is not.")

    @classmethod
    def of_sku(cls, row: AnyRow, sku: "Sku") -> Self:
        """The recommendation that was reached from its SKU, which need not be read again."""
        found = cls.of(row)
        found.parent = sku
        return found

    @strawberry.field(description="Days since `orderBy`; 0: it is not past, or there is nothing to order.")
    def days_overdue(self, info: Info) -> int:
        """How late an order of today would be."""
        return days_overdue(self.row.order_by, info.context.today)

    @strawberry.field(
        description="When an order of the day `orderBy` arrives; when that day is past, an order of today. Null:"
        " nothing to order."
    )
    def expected_arrival(self, info: Info) -> date | None:
        """The arrival, never in the past."""
        return expected_arrival(self.row.order_by, self.row.lead_time_days, info.context.today)

    @strawberry.field(description="The signed terms that add up to the quantity, in the order in which they apply.")
    def waterfall(self) -> list[WaterfallTerm]:
        """The terms."""
        return [WaterfallTerm(key=term["key"], units=term["units"]) for term in self.row.waterfall_terms]

    @strawberry.field(description="The supplier; null: not known.")
    def supplier(self) -> Supplier | None:
        """The supplier in the same row."""
        return supplier_of(self.row)

    @strawberry.field(description="The SKU to order.")
    async def sku(self, info: Info) -> Annotated["Sku", strawberry.lazy("graphql_api.catalog.types")]:
        """The SKU."""
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
