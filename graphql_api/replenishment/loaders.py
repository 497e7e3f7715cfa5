"""Recommendations of many SKUs in one statement."""

from domain.replenishment.repository import recommendations_of
from graphql_api.catalog.loaders import SkuKey, products_and_columns
from graphql_api.context import RequestLoader
from kit.reading import AnyRow


class RecommendationByProductIdLoader(RequestLoader[SkuKey, AnyRow | None]):
    """Keys are product and columns; all rows carry all the columns that keys of one moment ask for."""

    async def fetch(self, keys: list[SkuKey]) -> list[AnyRow | None]:
        """Load the recommendations of the published run."""
        published = await self.context.published_run()
        if published is None:
            return [None] * len(keys)
        rows = await self.context.rows(recommendations_of(published.run_id, *products_and_columns(keys)))
        found = {row.product_id: row for row in rows}
        return [found.get(product_id) for product_id, _ in keys]
