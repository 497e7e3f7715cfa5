"""The values that a list of SKUs can be narrowed by."""

import strawberry

from domain.catalog.repository import facet_categories, facet_suppliers
from graphql_api.context import Info
from graphql_api.described import field, object_type, resolver

MAX_VALUES = 200


@object_type
class Facet:
    """A value of a filter."""

    value: str = field("The value, as the filter takes it.")
    label: str = field("Its label.")
    skus: int = field("How many SKUs of the published run have it.")


@object_type
class SkuFacets:
    """Values of filters, those with the most SKUs first; at most 200 each."""

    run_id: strawberry.Private[int]

    @resolver()
    async def categories(self, info: Info) -> list[Facet]:
        """Categories."""
        async with info.context.reading() as connection:
            rows = await facet_categories(connection, self.run_id, MAX_VALUES)
        return [Facet(value=row.value, label=row.value, skus=row.skus) for row in rows]

    @resolver()
    async def suppliers(self, info: Info) -> list[Facet]:
        """Suppliers."""
        async with info.context.reading() as connection:
            rows = await facet_suppliers(connection, self.run_id, MAX_VALUES)
        return [Facet(value=row.value, label=row.label, skus=row.skus) for row in rows]
