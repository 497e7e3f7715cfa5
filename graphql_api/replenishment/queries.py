"""The list of recommendations."""

from functools import partial
from typing import Annotated

from domain.replenishment.repository import (
    RECOMMENDATION_ORDERINGS,
    RecommendationFilter,
    count_recommendations,
    list_recommendations,
)
from graphql_api.catalog.enums import AbcClass, Lifecycle
from graphql_api.connections import (
    After,
    Connection,
    Filter,
    First,
    asked_of_nodes,
    check_search,
    empty_page,
    read_page,
)
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.replenishment.types import (
    Recommendation,
    RecommendationOrder,
    RecommendationStatus,
    recommendation_columns,
)
from graphql_api.values import words


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
) -> Connection[Recommendation]:
    """The recommendations of the published run, page by page; empty before the first run."""
    ordering = RECOMMENDATION_ORDERINGS[order_by.name]
    if is_reversed:
        ordering = ordering.reversed()
    where = RecommendationFilter() if filter is None else filter.conditions()
    served = await info.context.served()
    if served is None:
        return empty_page(ordering, first, after)
    columns = recommendation_columns(asked_of_nodes(info))
    rows = partial(list_recommendations, run_id=served.run_id, columns=columns, where=where, ordering=ordering)
    count = partial(count_recommendations, run_id=served.run_id, where=where)
    return await read_page(info, Recommendation.of_all, ordering, rows, count, first=first, after=after)
