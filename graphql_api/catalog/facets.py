"""The values that a list of SKUs can be narrowed by."""

import strawberry

from domain.skus.repository import facet_categories, facet_suppliers
from graphql_api.context import Info
from graphql_api.permissions import operators

MAX_VALUES = 200


@strawberry.type(description="A value of a filter.", directives=operators())
class Facet:
    """One value."""

    value: str = strawberry.field(description="The value, as the filter takes it.")
    label: str = strawberry.field(description="Its label.")
    skus: int = strawberry.field(description="How many SKUs of the published run have it.")


@strawberry.type(
    description=f"Values of filters, those with the most SKUs first; at most {MAX_VALUES} each.",
    directives=operators(),
)
class SkuFacets:
    """Facets of one run; each field is one statement."""

    run_id: strawberry.Private[int]

    @strawberry.field(description="Categories.")
    async def categories(self, info: Info) -> list[Facet]:
        """Categories of living SKUs."""
        async with info.context.reading() as connection:
            rows = await facet_categories(connection, self.run_id, MAX_VALUES)
        return [Facet(value=row.value, label=row.value, skus=row.skus) for row in rows]

    @strawberry.field(description="Suppliers.")
    async def suppliers(self, info: Info) -> list[Facet]:
        """Suppliers of living SKUs."""
        async with info.context.reading() as connection:
            rows = await facet_suppliers(connection, self.run_id, MAX_VALUES)
        return [Facet(value=row.value, label=row.label, skus=row.skus) for row in rows]
