"""A recommendation under other circumstances, and what a budget buys; nothing of it is stored."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.purchasing.rules import remaining
from domain.replenishment.repository import product_names
from domain.replenishment.rules import expected_arrival
from graphql_api.connections import page_size
from graphql_api.context import Info
from graphql_api.decorators import argument, enum, field, input_type, object_type, resolver
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation, WaterfallKey, WaterfallTerm
from graphql_api.rows import asked

if TYPE_CHECKING:
    import pandas as pd

    from planning.budget import BudgetPlan as Plan
    from planning.what_if import Changes, Outcome

NO_RUN = "No run is published yet; start one first."


@input_type
class WhatIfPromotionInput:
    """A hypothetical planned discount."""

    starts_on: date = field("First day.")
    ends_on: date = field("Last day, not before the first; days beyond 60 ahead do not count.")
    discount_rate: float = field("Share off the price, 0.01 to 0.95.")


@input_type
class WhatIfInput:
    """Hypothetical changes. Absent values stay as in the published run."""

    sku: str = field("The SKU's code.")
    lead_time_days: float | None = field(
        "Days from order to arrival, 0 to 365; the measured spread stays.", default=None
    )
    service_level: float | None = field("Target probability of no stock-out, 0.01 to 0.999.", default=None)
    price: Decimal | None = field(
        "Selling price of one unit, in the SKU's currency. It sets the margin; a lower one than now is"
        " forecast as a discount, a higher one leaves the forecast as it is.",
        default=None,
    )
    promotion: WhatIfPromotionInput | None = field("A planned discount.", default=None)
    delay_days: int | None = field(
        "Days by which all that is on its way, and this order, arrive later; 0 to 365.", default=None
    )
    budget: Decimal | None = field(
        "Maximum cost of the order, in the SKU's currency; a SKU without cost is refused.", default=None
    )

    def changes(self) -> "Changes":
        """As the computation takes them."""
        from planning.what_if import Changes, Promotion

        asked = self.promotion
        return Changes(
            lead_time_days=self.lead_time_days,
            service_level=self.service_level,
            price=None if self.price is None else float(self.price),
            promotion=Promotion(asked.starts_on, asked.ends_on, asked.discount_rate) if asked else None,
            delay_days=self.delay_days,
            budget=None if self.budget is None else float(self.budget),
        )


@object_type
class ExpectedDemand:
    """Expected demand of the next days."""

    horizon_days: int = field("7, 14 or 30 days.")
    units: float = field("Expected units, all days together.")


@object_type
class PlannedOrder:
    """The quantity to order of a SKU, and how it is derived."""

    quantity: int = field("Units that are recommended; 0: nothing.")
    remaining: int = field("Units still to order: `quantity` less what has been ordered since.")
    order_up_to: int = field("Order-up-to level, in units, for stock and orders together.")
    service_level: float = field("Target probability of no stock-out, 0 to 1.")
    lead_time_days: float | None = field("Days from order to arrival that the plan uses.", Guard(Role.MANAGER))
    stockout_probability: float | None = field(
        "Probability of running out before the next order arrives, if nothing is ordered; null: stock not known."
    )
    order_by: date | None = field("Last day to order; null: nothing to order.")
    expected_arrival: date | None = field(
        "When an order of that day arrives; when that day is past, an order of today."
    )
    depletion_date: date | None = field(
        "First day without stock if nothing is ordered; null: not within the next 60 days, or the stock"
        " has ended already."
    )
    forecast: list[ExpectedDemand] = field("Expected demand of 7, 14 and 30 days.")
    waterfall: list[WaterfallTerm] = field("The signed terms that add up to the quantity.")
    assumptions: list[str] = field("Text keys of what had to be assumed.")

    @classmethod
    def of(cls, outcome: "Outcome", today: date, ordered: int) -> "PlannedOrder":
        """The type over an outcome; `ordered` units were ordered since the run's data."""
        return cls(
            quantity=outcome.quantity,
            remaining=remaining(outcome.quantity, ordered),
            order_up_to=outcome.order_up_to,
            service_level=outcome.service_level,
            lead_time_days=outcome.lead_time_days,
            stockout_probability=outcome.stockout_probability,
            order_by=outcome.order_by,
            expected_arrival=expected_arrival(outcome.order_by, outcome.lead_time_days, today),
            depletion_date=outcome.depletion_date,
            forecast=[ExpectedDemand(horizon_days=days, units=units) for days, units in outcome.forecast.items()],
            waterfall=[WaterfallTerm(key=WaterfallKey(term["key"]), units=term["units"]) for term in outcome.waterfall],
            assumptions=outcome.assumptions,
        )


@object_type
class WhatIf:
    """A recommendation as it is stored, and as it would be."""

    sku: str = field("The SKU's code.")
    as_of: date = field("Last day that the published run includes.")
    ordered_since: int = field("Units of the SKU ordered since the run's data.")
    stored: PlannedOrder = field("As the published run recommends.")
    changed: PlannedOrder = field("As it would recommend; without changes the same.")
    quantity_difference: int = field("Units that the changes add; negative: take away.")


CENTS = Decimal("0.01")


@input_type
class BudgetPlanInput:
    """A budget for the open recommendations."""

    budget: Decimal = field("Maximum amount to spend, 0 or more.")
    currency: str | None = field(
        "Currency of the budget (ISO 4217); absent: the shop's. Others are left out.", default=None
    )
    suppliers: list[str] | None = field("Codes of suppliers; absent: all.", default=None)


@object_type
class BudgetLine:
    """A recommended line under a budget."""

    sku: str = field("The SKU's code.")
    name: str = field("The SKU's name.")
    recommended: int = field("Units still to order: what is recommended less what has been ordered since.")
    quantity: int = field("Units that the budget buys.")
    cost: Decimal = field("Purchase cost of these units.")
    expected_profit: Decimal = field(
        "Margin of the sales that they save until the next order, less the cost of holding the rest."
    )
    return_on_cost: float = field(
        "Expected profit of what is bought per unit of money that it costs; of a line of which nothing is"
        " bought, of what is recommended. Lines are in this order."
    )
    is_cut: bool = field("Whether less than recommended is bought: below the cut line.")
    product_id: strawberry.Private[int]

    @resolver()
    async def recommendation(self, info: Info) -> Recommendation | None:
        """The recommendation that the line is of; null: a newer run has been published."""
        wanted = Recommendation.columns_of(asked(info))
        row = await info.context.loader(RecommendationByProductIdLoader).load((self.product_id, wanted))
        return None if row is None else Recommendation.of_all([row])[0]


@enum
class BudgetExclusionReason(Enum):
    """Why no budget is spent on a recommended line."""

    COST_UNKNOWN = "The unit cost is not known."
    CURRENCY_MIXED = "It is bought in one currency and sold in another: its margin is not known."
    PRICE_UNKNOWN = "The selling price is not known."
    NO_GAIN = "It sells for its cost or less."


@object_type
class BudgetExclusion:
    """A recommended line that no budget is spent on."""

    sku: str = field("The SKU's code.")
    name: str = field("The SKU's name.")
    recommended: int = field("Units still to order.")
    reason: BudgetExclusionReason = field("Why it is left out.")


@object_type
class BudgetPlan:
    """The open recommendations that a budget covers."""

    as_of: date = field("Last day that the published run includes.")
    currency: str = field("Currency of all amounts (ISO 4217).")
    spent: Decimal = field("Cost of all that is bought; never above the budget.")
    recommended_cost: Decimal = field("Cost of all that is recommended.")
    expected_profit: Decimal = field("Expected profit of what is bought.")
    full_profit: Decimal = field("Expected profit if all that is recommended were bought.")
    bought_lines: int = field("Lines that are bought as recommended.")
    reduced_lines: int = field("Lines of which something is bought, but less than recommended.")
    omitted_lines: int = field("Lines of which nothing is bought.")
    total_lines: int = field("Lines considered for the budget.")
    unpriced_lines: int = field(
        "Recommended lines left out because their profit is unknown or not positive; see `leftOut`."
    )
    rows: strawberry.Private[list[dict[str, Any]]]
    excluded: strawberry.Private[list[dict[str, Any]]]

    @resolver()
    async def left_out(
        self,
        info: Info,
        first: Annotated[int, argument("How many at most, from 1 to 100.")],
    ) -> list[BudgetExclusion]:
        """Recommended lines left out and why, by the SKU's code."""
        rows = sorted(self.excluded, key=lambda row: str(row["sku"]))[: page_size(first)]
        async with info.context.reading() as reading:
            names = await product_names(reading, [row["sku"] for row in rows])
        return [
            BudgetExclusion(
                sku=row["sku"],
                name=names.get(row["sku"], row["sku"]),
                recommended=row["recommended"],
                reason=BudgetExclusionReason[row["reason"]],
            )
            for row in rows
        ]

    @resolver()
    async def lines(
        self,
        info: Info,
        first: Annotated[int, argument("How many at most, from 1 to 100.")],
        offset: Annotated[int, argument("Lines to leave out from the top, 0 or more.")] = 0,
    ) -> list[BudgetLine]:
        """The lines, the highest return first."""
        if offset < 0:
            raise BadInputError("offset is below 0; write 0 for the first lines.")
        rows = self.rows[offset : offset + page_size(first)]
        async with info.context.reading() as reading:
            names = await product_names(reading, [row["sku"] for row in rows])
        return [
            BudgetLine(
                sku=row["sku"],
                # A product that was taken off the books since the run has none.
                name=names.get(row["sku"], row["sku"]),
                recommended=row["recommended"],
                quantity=row["quantity"],
                cost=_money(row["cost"]),
                expected_profit=_money(row["profit"]),
                return_on_cost=row["return_on_cost"],
                is_cut=row["is_cut"],
                product_id=row["unique_id"],
            )
            for row in rows
        ]


def budget_plan_of(plan: "Plan") -> BudgetPlan:
    """The plan as the schema has it."""
    rows, excluded = _rows(plan.lines), _rows(plan.left_out)
    return BudgetPlan(
        as_of=plan.as_of,
        currency=plan.currency,
        spent=_money(sum(row["cost"] for row in rows)),
        recommended_cost=_money(sum(row["recommended"] * row["unit_cost"] for row in rows)),
        expected_profit=_money(sum(row["profit"] for row in rows)),
        full_profit=_money(sum(row["full_profit"] for row in rows)),
        bought_lines=sum(not row["is_cut"] for row in rows),
        reduced_lines=sum(row["is_cut"] and row["quantity"] > 0 for row in rows),
        omitted_lines=sum(row["quantity"] == 0 for row in rows),
        total_lines=len(rows),
        unpriced_lines=len(excluded),
        rows=rows,
        excluded=excluded,
    )


def _rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _money(amount: float) -> Decimal:
    return Decimal(repr(float(amount))).quantize(CENTS)
