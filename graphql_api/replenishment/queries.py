"""Recommendations, also under other circumstances and a budget, and the policy backtest."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from domain.purchasing.open_units_repository import ordered_since_run
from domain.replenishment.repository import (
    RECOMMENDATION_ORDERINGS,
    RecommendationFilter,
    closed_products,
    newest_backtest,
    select_recommendations,
    supplier_ids,
)
from graphql_api.catalog.base_types import AbcClass, Lifecycle
from graphql_api.connections import (
    After,
    Filter,
    First,
    RunConnection,
    check_search,
    read_run_page,
)
from graphql_api.context import Info
from graphql_api.decorators import argument, field, input_type, resolver
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role, costs
from graphql_api.replenishment.plan_types import (
    NO_RUN,
    BudgetPlan,
    BudgetPlanInput,
    PlannedOrder,
    WhatIf,
    WhatIfInput,
    budget_plan_of,
)
from graphql_api.replenishment.types import (
    PolicyBacktest,
    PolicyOutcome,
    Recommendation,
    RecommendationOrder,
    RecommendationStatus,
)
from graphql_api.values import words
from kit.reading import AnyRow


@input_type
class RecommendationFilterInput:
    """Filter of recommendations: all given conditions must hold."""

    supplier: list[str] | None = field("Codes of suppliers, any of them.", default=None)
    min_quantity: int | None = field("At least so many units; 1: only orders.", default=None)
    status: list[RecommendationStatus] | None = field("Statuses, any of them.", default=None)
    sku: list[str] | None = field("SKU codes, exactly.", default=None)
    search: str | None = field("Part of the SKU's code or name, in any case; at most 100 characters.", default=None)
    category: list[str] | None = field("Exact categories.", default=None)
    abc: list[AbcClass] | None = field("Ranks by revenue.", default=None)
    lifecycle: list[Lifecycle] | None = field("Stages of the SKU's life.", default=None)

    def conditions(self) -> RecommendationFilter:
        """The repository's filter.

        Raises:
            BadInputError: the search text is too long.
        """
        return RecommendationFilter(
            suppliers=self.supplier,
            statuses=words(self.status),
            min_quantity=self.min_quantity,
            skus=self.sku,
            search=check_search(self.search),
            categories=self.category,
            abc=words(self.abc),
            lifecycles=words(self.lifecycle),
        )


@resolver(Guard(Role.OPERATOR))
async def recommendations(
    info: Info,
    first: First,
    after: After = None,
    *,
    filter: Filter[RecommendationFilterInput] = None,
    order_by: Annotated[RecommendationOrder, argument("The sort order.")] = RecommendationOrder.ORDER_BY,
    is_reversed: Annotated[bool, argument("Whether to reverse the order; unknown values still come last.")] = False,
) -> RunConnection[Recommendation]:
    """The recommendations of the published run, page by page; empty before the first run."""
    ordering = RECOMMENDATION_ORDERINGS[order_by.name]
    if is_reversed:
        ordering = ordering.reversed()
    where = RecommendationFilter() if filter is None else filter.conditions()
    return await read_run_page(
        info,
        Recommendation,
        lambda run, columns: select_recommendations(run.run_id, columns, where, ordering),
        ordering,
        first=first,
        after=after,
    )


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
        best_competitor=_cheapest(rows),
    )


def _cheapest(rows: Sequence[AnyRow]) -> str | None:
    competitors = [row for row in rows if row.cost_ratio is not None and row.total_cost is not None]
    return min(competitors, key=lambda row: row.total_cost).policy if competitors else None


@resolver(costs())
async def what_if(
    info: Info,
    input: Annotated[WhatIfInput, argument("The hypothetical changes.")],
) -> WhatIf:
    """The recommendation of the published run for a SKU under hypothetical changes. Nothing is written."""
    from planning.what_if import what_if

    published = await info.context.published_run()
    if published is None:
        raise BadInputError(NO_RUN)
    home = info.context.services.home
    found = await asyncio.to_thread(what_if, home, published.run_id, input.sku, input.changes())
    async with info.context.reading() as reading:
        ordered = (await ordered_since_run(reading, published.run_id)).get(found.product_id, 0)
    today = info.context.today
    return WhatIf(
        sku=found.sku,
        as_of=found.as_of,
        ordered_since=ordered,
        stored=PlannedOrder.of(found.stored, today, ordered),
        changed=PlannedOrder.of(found.changed, today, ordered),
        quantity_difference=found.changed.quantity - found.stored.quantity,
    )


@resolver(costs())
async def budget_plan(
    info: Info,
    input: Annotated[BudgetPlanInput, argument("The budget.")],
) -> BudgetPlan:
    """The best use of a budget: packs by expected profit per unit of money, minimum quantities and minimum order
    values respected. Ordered and dismissed recommendations are left out. Nothing is written.
    """
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
    return budget_plan_of(plan)
