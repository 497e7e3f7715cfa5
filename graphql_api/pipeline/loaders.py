"""Steps of many runs in one statement."""

from collections import defaultdict
from collections.abc import Sequence

from domain.pipeline.repository import steps_of
from graphql_api.context import RequestLoader
from kit.reading import AnyRow


class StepsByRunIdLoader(RequestLoader[int, Sequence[AnyRow]]):
    """Keys are runs; values are their steps in order."""

    async def fetch(self, keys: list[int]) -> list[Sequence[AnyRow]]:
        """Load the steps."""
        async with self.context.reading() as connection:
            rows = await steps_of(connection, keys)
        grouped: defaultdict[int, list[AnyRow]] = defaultdict(list)
        for row in rows:
            grouped[row.run_id].append(row)
        return [grouped[key] for key in keys]
