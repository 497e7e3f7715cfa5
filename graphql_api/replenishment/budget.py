"""`budgetPlan`: what a budget buys of the published recommendations, and where it is cut; nothing is written."""

import asyncio
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.purchasing.open_units_repository import ordered_since_run
from domain.replenishment.record_repository import closed_products, product_names, supplier_ids
from graphql_api.connections import page_size
from graphql_api.context import Info
from graphql_api.described import argument, enum, field, input_type, object_type, resolver
from graphql_api.errors import BadInputError
from graphql_api.permissions import costs
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation, recommendation_columns
from graphql_api.replenishment.what_if import NO_RUN
from graphql_api.rows import asked

if TYPE_CHECKING:
    import pandas as pd

    from jobs.budget import BudgetPlan as Plan

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
        wanted = recommendation_columns(asked(info))
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


@resolver(costs())
async def budget_plan(
    info: Info,
    input: Annotated[BudgetPlanInput, argument("The budget.")],
) -> BudgetPlan:
    """The best use of a budget: packs by expected profit per unit of money, minimum quantities and minimum order
    values respected. Ordered and dismissed recommendations are left out. Nothing is written.
    """
    from jobs.budget import budget_plan

    context = info.context
    served = await context.served()
    if served is None:
        raise BadInputError(NO_RUN)
    async with context.reading() as reading:
        closed = await closed_products(reading, served.run_id)
        ordered = await ordered_since_run(reading, served.run_id)
        suppliers = None if input.suppliers is None else await supplier_ids(reading, input.suppliers)
    currency = input.currency or context.services.currency
    plan = await asyncio.to_thread(
        budget_plan,
        context.services.home,
        served.run_id,
        float(input.budget),
        currency,
        suppliers=suppliers,
        excluded=closed,
        ordered=ordered,
    )
    return _plan(plan)


def _plan(plan: "Plan") -> BudgetPlan:
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
