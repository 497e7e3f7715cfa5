"""SKUs by number, for rows that speak of one."""

from itertools import groupby
from typing import TypeAlias

from domain.catalog.repository import skus_by_id
from graphql_api.context import RequestLoader
from kit.reading import AnyRow

SkuKey: TypeAlias = tuple[int, frozenset[str]]


class SkuByProductIdLoader(RequestLoader[SkuKey, AnyRow | None]):
    """Keys are product and columns; one statement per set of columns that the document asks for."""

    async def existing(self, key: SkuKey) -> AnyRow:
        """The SKU that a foreign key names, so that there is one."""
        row = await self.load(key)
        if row is None:
            raise LookupError(f"product {key[0]} is gone")
        return row

    async def fetch(self, keys: list[SkuKey]) -> list[AnyRow | None]:
        """Load the SKUs."""
        served = await self.context.served()
        run_id = None if served is None else served.run_id
        found: dict[SkuKey, AnyRow] = {}
        ordered = sorted(keys, key=lambda key: sorted(key[1]))
        for wanted, group in groupby(ordered, key=lambda key: key[1]):
            async with self.context.reading() as connection:
                rows = await skus_by_id(connection, run_id, [product_id for product_id, _ in group], wanted)
            found |= {(row.product_id, wanted): row for row in rows}
        return [found.get(key) for key in keys]
