"""Batches of many imports in one statement."""

from domain.ingestion.uploads.repository import batches_of
from graphql_api.context import RequestLoader
from graphql_api.rows import grouped
from kit.reading import AnyRow


class BatchesByImportIdLoader(RequestLoader[int, list[AnyRow]]):
    """Keys are imports; values are the batches that they were loaded in."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the batches."""
        async with self.context.reading() as connection:
            rows = await batches_of(connection, keys)
        return grouped(keys, rows, "import_id")
