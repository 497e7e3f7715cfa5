"""Comments on SKUs."""

from collections import defaultdict
from datetime import datetime

from domain.catalog.comment_repository import comments_of
from graphql_api.context import RequestLoader
from graphql_api.described import field, object_type, resolver
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@object_type
class SkuComment(FromRow):
    """A comment on a SKU."""

    body: str = field("The comment.")
    created_at: datetime = field("When, in UTC.")

    @resolver()
    def author(self) -> str:
        """Who wrote it."""
        return str(self.row.author_name)


class CommentsByProductIdLoader(RequestLoader[int, list[AnyRow]]):
    """The comments on SKUs."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the comments on these SKUs."""
        found: dict[int, list[AnyRow]] = defaultdict(list)
        for row in await self.context.rows(comments_of(keys)):
            found[row.product_id].append(row)
        return [found[key] for key in keys]
