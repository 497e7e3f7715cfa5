"""Recommendations of many SKUs in one statement."""

from itertools import groupby
from typing import TypeAlias

from domain.replenishment.repository import recommendations_of
from graphql_api.context import RequestLoader
from kit.reading import AnyRow

RecommendationKey: TypeAlias = tuple[int, frozenset[str]]


class RecommendationByProductIdLoader(RequestLoader[RecommendationKey, AnyRow | None]):
    """Keys are product and columns; one statement per set of columns that the document asks for."""

    async def fetch(self, keys: list[RecommendationKey]) -> list[AnyRow | None]:
        """Load the recommendations of the published run."""
        served = await self.context.served()
        if served is None:
            return [None] * len(keys)
        found: dict[RecommendationKey, AnyRow] = {}
        ordered = sorted(keys, key=lambda key: sorted(key[1]))
        for wanted, group in groupby(ordered, key=lambda key: key[1]):
            async with self.context.reading() as connection:
                ids = [product_id for product_id, _ in group]
                rows = await recommendations_of(connection, served.run_id, ids, wanted)
            found |= {(row.product_id, wanted): row for row in rows}
        return [found.get(key) for key in keys]
