"""Lists of SKUs, one SKU, and those most at risk."""

from typing import Annotated

from domain.skus.repository import AT_RISK, SKU_ORDERINGS, SkuFilter, find_sku, select_skus
from graphql_api.catalog.base_types import AbcClass, DemandClass, Lifecycle, SkuOrder, StockoutRisk
from graphql_api.catalog.types import Sku, SkuFacets, sku_columns_asked
from graphql_api.connections import (
    TO_NODES,
    After,
    Filter,
    First,
    RunConnection,
    check_search,
    page_size,
    read_run_page,
)
from graphql_api.context import Info
from graphql_api.decorators import argument, field, input_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.values import words
from kit import paging


@input_type
class SkuFilterInput:
    """Filter of SKUs: all given conditions must hold; a list matches any of its values."""

    search: str | None = field("Part of the code or name, in any case; at most 100 characters.", default=None)
    code: list[str] | None = field("Exact codes.", default=None)
    category: list[str] | None = field("Exact categories.", default=None)
    supplier: list[str] | None = field("Codes of suppliers.", default=None)
    abc: list[AbcClass] | None = field("Ranks by revenue.", default=None)
    demand_class: list[DemandClass] | None = field("Shapes of demand.", default=None)
    risk: list[StockoutRisk] | None = field("Classes of stock-out risk.", default=None)

    lifecycle: list[Lifecycle] | None = field("Stages of life.", default=None)

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


@resolver(Guard(Role.OPERATOR))
async def skus(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[SkuFilterInput] = None,
    order_by: Annotated[SkuOrder, argument("The sort order.")] = SkuOrder.RISK,
) -> RunConnection[Sku]:
    """The SKUs of the published run, page by page; empty before the first run. `GET /export/skus.ndjson` reads all of
    them at once.
    """
    ordering, where = SKU_ORDERINGS[order_by.name], SkuFilter() if filter is None else filter.conditions()
    columns = sku_columns_asked(info, *TO_NODES)
    return await read_run_page(
        info, Sku, lambda run, _: select_skus(run.run_id, columns, where), ordering, first=first, after=after
    )


@resolver(Guard(Role.OPERATOR))
async def sku(info: Info, code: Annotated[str, argument("The SKU's code, exactly.")]) -> Sku | None:
    """One SKU by its code; null: not found."""
    published = await info.context.published_run()
    async with info.context.reading() as reading:
        row = await find_sku(reading, None if published is None else published.run_id, code, sku_columns_asked(info))
    return None if row is None else Sku.of(row)


@resolver(Guard(Role.OPERATOR))
async def stockout_risk_top(info: Info, first: First) -> list[Sku]:
    """The SKUs of medium risk and above that are most likely to run out within 14 days, the most probable first,
    among equals the one with the most money at risk.
    """
    first, published = page_size(first), await info.context.published_run()
    if published is None:
        return []
    async with info.context.reading() as reading:
        query = select_skus(published.run_id, sku_columns_asked(info), SkuFilter(risks=AT_RISK))
        page = await paging.read_page(reading, query, SKU_ORDERINGS["RISK"], after=None, first=first)
    return Sku.of_all(page.rows)


@resolver(Guard(Role.OPERATOR))
async def sku_facets(info: Info) -> SkuFacets | None:
    """The values that SKUs can be filtered by; null before the first run."""
    published = await info.context.published_run()
    return None if published is None else SkuFacets(run_id=published.run_id)
