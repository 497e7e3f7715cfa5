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
from graphql_api.errors import BadInputError
from graphql_api.permissions import costs, operators
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation, recommendation_columns
from graphql_api.replenishment.what_if import NO_RUN
from graphql_api.rows import asked

if TYPE_CHECKING:
    import pandas as pd

    from planning.budget import BudgetPlan as Plan

CENTS = Decimal("0.01")


@strawberry.input(description="A budget for the open recommendations.")
class BudgetPlanInput:
    """How much, for whom."""

    budget: Decimal = strawberry.field(description="Maximum amount to spend, 0 or more.")
    currency: str | None = strawberry.field(
        default=None, description="Currency of the budget (ISO 4217); absent: the shop's. Others are left out."
    )
    suppliers: list[str] | None = strawberry.field(default=None, description="Codes of suppliers; absent: all.")


@strawberry.type(description="A recommended line under a budget.", directives=operators())
class BudgetLine:
    """One SKU."""

    sku: str = strawberry.field(description="The SKU's code.")
    name: str = strawberry.field(description="The SKU's name.")
    recommended: int = strawberry.field(
        description="Units still to order: what is recommended less what has been ordered since."
    )
    quantity: int = strawberry.field(description="Units that the budget buys.")
    cost: Decimal = strawberry.field(description="Purchase cost of these units.")
    expected_profit: Decimal = strawberry.field(
        description="Margin of the sales that they save until the next order, less the cost of holding the rest."
    )
    return_on_cost: float = strawberry.field(
        description="Expected profit of what is bought per unit of money that it costs; of a line of which nothing is"
        " bought, of what is recommended. Lines are in this order."
    )
    is_cut: bool = strawberry.field(description="Whether less than recommended is bought: below the cut line.")
    product_id: strawberry.Private[int]

    @strawberry.field(description="The recommendation that the line is of; null: a newer run has been published.")
    async def recommendation(self, info: Info) -> Recommendation | None:
        """The recommendation of the published run."""
        wanted = recommendation_columns(asked(info))
        row = await info.context.loader(RecommendationByProductIdLoader).load((self.product_id, wanted))
        return None if row is None else Recommendation.of_all([row])[0]


@strawberry.enum(description="Why no budget is spent on a recommended line.")
class BudgetExclusionReason(Enum):
    """Values of `analytics.replenishment.budget_plan.EXCLUSIONS`."""

    COST_UNKNOWN = strawberry.enum_value("COST_UNKNOWN", description="The unit cost is not known.")
    CURRENCY_MIXED = strawberry.enum_value(
        "CURRENCY_MIXED", description="It is bought in one currency and sold in another: its margin is not known."
    )
    PRICE_UNKNOWN = strawberry.enum_value("PRICE_UNKNOWN", description="The selling price is not known.")
    NO_GAIN = strawberry.enum_value("NO_GAIN", description="It sells for its cost or less.")


@strawberry.type(description="A recommended line that no budget is spent on.", directives=operators())
class BudgetExclusion:
    """One SKU."""

    sku: str = strawberry.field(description="The SKU's code.")
    name: str = strawberry.field(description="The SKU's name.")
    recommended: int = strawberry.field(description="Units still to order.")
    reason: BudgetExclusionReason = strawberry.field(description="Why it is left out.")


@strawberry.type(description="The open recommendations that a budget covers.", directives=operators())
class BudgetPlan:
    """A plan and its lines."""

    as_of: date = strawberry.field(description="Last day that the published run includes.")
    currency: str = strawberry.field(description="Currency of all amounts (ISO 4217).")
    spent: Decimal = strawberry.field(description="Cost of all that is bought; never above the budget.")
    recommended_cost: Decimal = strawberry.field(description="Cost of all that is recommended.")
    expected_profit: Decimal = strawberry.field(description="Expected profit of what is bought.")
    full_profit: Decimal = strawberry.field(description="Expected profit if all that is recommended were bought.")
    bought_lines: int = strawberry.field(description="Lines that are bought as recommended.")
    reduced_lines: int = strawberry.field(description="Lines of which something is bought, but less than recommended.")
    omitted_lines: int = strawberry.field(description="Lines of which nothing is bought.")
    total_lines: int = strawberry.field(description="Lines considered for the budget.")
    unpriced_lines: int = strawberry.field(
        description="Recommended lines left out because their profit is unknown or not positive; see `leftOut`."
    )
    rows: strawberry.Private[list[dict[str, Any]]]
    excluded: strawberry.Private[list[dict[str, Any]]]

    @strawberry.field(description="Recommended lines left out and why, by the SKU's code.")
    async def left_out(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many at most, from 1 to 100.")],
    ) -> list[BudgetExclusion]:
        """The first of them."""
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

    @strawberry.field(description="The lines, the highest return first.")
    async def lines(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many at most, from 1 to 100.")],
        offset: Annotated[int, strawberry.argument(description="Lines to leave out from the top, 0 or more.")] = 0,
    ) -> list[BudgetLine]:
        """A slice of the lines; the plan is computed for each request, so cursors would not stay valid."""
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


@strawberry.type
class BudgetQueries:
    """Questions about budgets."""

    @strawberry.field(
        description="The best use of a budget: packs by expected profit per unit of money, minimum quantities and"
        " minimum order values respected. Ordered and dismissed recommendations are left out. Nothing is written.",
        extensions=[costs()],
    )
    async def budget_plan(
        self,
        info: Info,
        input: Annotated[BudgetPlanInput, strawberry.argument(description="The budget.")],  # noqa: A002
    ) -> BudgetPlan:
        """Compute in a thread: the run's evidence is read from files."""
        from planning.budget import budget_plan

        context = info.context
        published = await context.published_run()
        if published is None:
            raise BadInputError(NO_RUN)
        async with context.reading() as reading:
            closed = await closed_products(reading, published.run_id)
            ordered = await ordered_since_run(reading, published.run_id)
            suppliers = None if input.suppliers is None else await supplier_ids(reading, input.suppliers)
        currency = input.currency or context.services.currency
        plan = await asyncio.to_thread(
            budget_plan,
            context.services.home,
            published.run_id,
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
