"""Comments on SKUs."""

from collections import defaultdict
from datetime import datetime

import strawberry

from domain.comments.repository import on_products
from graphql_api.context import RequestLoader
from graphql_api.permissions import operators
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@strawberry.type(description="A comment on a SKU.", directives=operators())
class SkuComment(FromRow):
    """One row of `app.comments`."""

    body: str = strawberry.field(description="The comment.")
    created_at: datetime = strawberry.field(description="When, in UTC.")

    @strawberry.field(description="Who wrote it.")
    def author(self) -> str:
        """The author's name."""
        return str(self.row.author_name)


class CommentsByProductIdLoader(RequestLoader[int, list[AnyRow]]):
    """The comments on SKUs."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the comments on these SKUs."""
        found: dict[int, list[AnyRow]] = defaultdict(list)
        for row in await self.context.rows(on_products(keys)):
            found[row.product_id].append(row)
        return [found[key] for key in keys]
