"""The list of recommendations."""

from functools import partial
from typing import Annotated

import strawberry

from domain.replenishment.repository import (
    RECOMMENDATION_ORDERINGS,
    RecommendationFilter,
    count_recommendations,
    list_recommendations,
)
from graphql_api.catalog.enums import AbcClass, Lifecycle
from graphql_api.catalog.search import check_search
from graphql_api.connections import EMPTY, After, Connection, First, asked_of_nodes, connection, none, page_size
from graphql_api.context import Context, Info
from graphql_api.permissions import Guard, Role
from graphql_api.replenishment.types import (
    Recommendation,
    RecommendationOrder,
    RecommendationStatus,
    recommendation_columns,
)
from graphql_api.values import words


@strawberry.input(description="Filter of recommendations: all given conditions must hold.")
class RecommendationFilterInput:
    """Conditions on recommendations."""

    supplier: list[str] | None = strawberry.field(default=None, description="Codes of suppliers, any of them.")
    min_quantity: int | None = strawberry.field(default=None, description="At least so many units; 1: only orders.")
    status: list[RecommendationStatus] | None = strawberry.field(default=None, description="Statuses, any of them.")
    sku: list[str] | None = strawberry.field(default=None, description="SKU codes, exactly.")
    search: str | None = strawberry.field(
        default=None, description="Part of the SKU's code or name, in any case; at most 100 characters."
    )
    category: list[str] | None = strawberry.field(default=None, description="Exact categories.")
    abc: list[AbcClass] | None = strawberry.field(default=None, description="Ranks by revenue.")
    lifecycle: list[Lifecycle] | None = strawberry.field(default=None, description="Stages of the SKU's life.")

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


@strawberry.type
class ReplenishmentQueries:
    """Questions about recommendations."""

    @strawberry.field(
        description="The recommendations of the published run, page by page; empty before the first run.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def recommendations(
        self,
        info: Info,
        first: First,
        after: After = None,
        *,
        filter: Annotated[  # noqa: A002  # the schema's own word
            RecommendationFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
        order_by: Annotated[
            RecommendationOrder, strawberry.argument(description="The sort order.")
        ] = RecommendationOrder.ORDER_BY,
        is_reversed: Annotated[
            bool, strawberry.argument(description="Whether to reverse the order; unknown values still come last.")
        ] = False,
    ) -> Connection[Recommendation]:
        """A page of recommendations."""
        first, context, ordering = page_size(first), info.context, RECOMMENDATION_ORDERINGS[order_by.name]
        if is_reversed:
            ordering = ordering.reversed()
        where = filter.conditions() if filter is not None else RecommendationFilter()
        published = await context.published_run()
        if published is None:
            return connection(EMPTY, ordering, [], none, after)
        async with context.reading() as reading:
            page = await list_recommendations(
                reading,
                published.run_id,
                columns=recommendation_columns(asked_of_nodes(info)),
                where=where,
                ordering=ordering,
                after=after,
                first=first,
            )
        count = partial(_count, context, published.run_id, where)
        return connection(page, ordering, Recommendation.of_all(page.rows), count, after)


async def _count(context: Context, run_id: int, where: RecommendationFilter) -> int:
    async with context.reading() as reading:
        return await count_recommendations(reading, run_id, where)
