"""Suggestions for many codes in one statement."""

from domain.ingestion.codes.repository import suggestions
from graphql_api.context import RequestLoader
from graphql_api.rows import grouped
from kit.reading import AnyRow


class SuggestionsByCodeLoader(RequestLoader[tuple[str, str], list[AnyRow]]):
    """Keys are codes with their options; values are the products that they may be."""

    async def fetch(self, keys: list[tuple[str, str]]) -> list[list[AnyRow]]:
        """Load the suggestions."""
        async with self.context.reading() as connection:
            rows = await suggestions(connection, keys)
        return grouped(keys, rows, "code", "option")
