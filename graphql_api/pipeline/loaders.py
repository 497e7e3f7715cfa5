"""Steps of many runs in one statement."""

from domain.pipeline.repository import steps_of
from graphql_api.context import RequestLoader
from graphql_api.rows import grouped
from kit.reading import AnyRow


class StepsByRunIdLoader(RequestLoader[int, list[AnyRow]]):
    """Keys are runs; values are their steps in order."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the steps."""
        async with self.context.reading() as connection:
            rows = await steps_of(connection, keys)
        return grouped(keys, rows, "run_id")
