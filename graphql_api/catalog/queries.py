"""Lists of SKUs, one SKU, and those most at risk."""

from functools import partial
from typing import Annotated

import strawberry

from domain.skus.repository import AT_RISK, SKU_ORDERINGS, SkuFilter, count_skus, find_sku, list_skus
from graphql_api.catalog.enums import AbcClass, DemandClass, Lifecycle, SkuOrder, StockoutRisk
from graphql_api.catalog.facets import SkuFacets
from graphql_api.catalog.search import check_search
from graphql_api.catalog.types import Sku, sku_columns_asked
from graphql_api.connections import EMPTY, TO_NODES, After, Connection, First, connection, none, page_size
from graphql_api.context import Context, Info
from graphql_api.permissions import Guard, Role
from graphql_api.values import words


@strawberry.input(description="Filter of SKUs: all given conditions must hold; a list matches any of its values.")
class SkuFilterInput:
    """Conditions on SKUs."""

    search: str | None = strawberry.field(
        default=None, description="Part of the code or name, in any case; at most 100 characters."
    )
    code: list[str] | None = strawberry.field(default=None, description="Exact codes.")
    category: list[str] | None = strawberry.field(default=None, description="Exact categories.")
    supplier: list[str] | None = strawberry.field(default=None, description="Codes of suppliers.")
    abc: list[AbcClass] | None = strawberry.field(default=None, description="Ranks by revenue.")
    demand_class: list[DemandClass] | None = strawberry.field(default=None, description="Shapes of demand.")
    risk: list[StockoutRisk] | None = strawberry.field(default=None, description="Classes of stock-out risk.")

    lifecycle: list[Lifecycle] | None = strawberry.field(default=None, description="Stages of life.")

    def conditions(self) -> SkuFilter:
        """The repository's filter.

        Raises:
            BadInputError: the search text is too long.
        """
        return SkuFilter(
            search=check_search(self.search),
            codes=self.code,
            categories=self.category,
            suppliers=self.supplier,
            abc=words(self.abc),
            demand_classes=words(self.demand_class),
            risks=words(self.risk),
            lifecycles=words(self.lifecycle),
        )


@strawberry.type
class CatalogQueries:
    """Questions about SKUs."""

    @strawberry.field(
        description="The SKUs of the published run, page by page; empty before the first run.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def skus(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            SkuFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
        order_by: Annotated[SkuOrder, strawberry.argument(description="The sort order.")] = SkuOrder.RISK,
    ) -> Connection[Sku]:
        """A page of SKUs."""
        first, context, ordering = page_size(first), info.context, SKU_ORDERINGS[order_by.name]
        where = filter.conditions() if filter is not None else SkuFilter()
        published = await context.published_run()
        if published is None:
            return connection(EMPTY, ordering, [], none, after)
        async with context.reading() as reading:
            page = await list_skus(
                reading,
                published.run_id,
                columns=sku_columns_asked(info, *TO_NODES),
                where=where,
                ordering=ordering,
                after=after,
                first=first,
            )
        count = partial(_count, context, published.run_id, where)
        return connection(page, ordering, Sku.of_all(page.rows), count, after)

    @strawberry.field(description="One SKU by its code; null: not found.", extensions=[Guard(Role.OPERATOR)])
    async def sku(
        self, info: Info, code: Annotated[str, strawberry.argument(description="The SKU's code, exactly.")]
    ) -> Sku | None:
        """The SKU of a code."""
        published = await info.context.published_run()
        async with info.context.reading() as reading:
            row = await find_sku(
                reading, None if published is None else published.run_id, code, sku_columns_asked(info)
            )
        return None if row is None else Sku.of(row)

    @strawberry.field(
        description="The SKUs of medium risk and above that are most likely to run out within 14 days, the most"
        " probable first, among equals the one with the most money at risk.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def stockout_risk_top(self, info: Info, first: First) -> list[Sku]:
        """The head of the list by risk."""
        first, published = page_size(first), await info.context.published_run()
        if published is None:
            return []
        async with info.context.reading() as reading:
            page = await list_skus(
                reading,
                published.run_id,
                columns=sku_columns_asked(info),
                where=SkuFilter(risks=AT_RISK),
                ordering=SKU_ORDERINGS["RISK"],
                after=None,
                first=first,
            )
        return Sku.of_all(page.rows)

    @strawberry.field(
        description="The values that SKUs can be filtered by; null before the first run.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def sku_facets(self, info: Info) -> SkuFacets | None:
        """Facets of the published run."""
        published = await info.context.published_run()
        return None if published is None else SkuFacets(run_id=published.run_id)


async def _count(context: Context, run_id: int, where: SkuFilter) -> int:
    async with context.reading() as reading:
        return await count_skus(reading, run_id, where)
