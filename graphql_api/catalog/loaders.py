"""SKUs by number, for rows that refer to one."""

from collections.abc import Iterable
from typing import TypeAlias

from domain.comments.repository import on_products
from domain.skus.repository import skus_by_id
from graphql_api.context import RequestLoader
from graphql_api.rows import grouped
from kit.reading import AnyRow

SkuKey: TypeAlias = tuple[int, frozenset[str]]


class SkuByProductIdLoader(RequestLoader[SkuKey, AnyRow | None]):
    """Keys are product and columns; all rows carry all the columns that keys of one moment ask for."""

    async def existing(self, key: SkuKey) -> AnyRow:
        """The SKU that a foreign key names, so that there is one."""
        row = await self.load(key)
        if row is None:
            raise LookupError(f"product {key[0]} is gone")
        return row

    async def fetch(self, keys: list[SkuKey]) -> list[AnyRow | None]:
        """Load the SKUs."""
        published = await self.context.published_run()
        run_id = None if published is None else published.run_id
        rows = await self.context.rows(skus_by_id(run_id, *products_and_columns(keys)))
        found = {row.product_id: row for row in rows}
        return [found.get(product_id) for product_id, _ in keys]


def products_and_columns(keys: Iterable[SkuKey]) -> tuple[list[int], set[str]]:
    """The products and the columns of all keys."""
    return sorted({product_id for product_id, _ in keys}), {column for _, columns in keys for column in columns}


class CommentsByProductIdLoader(RequestLoader[int, list[AnyRow]]):
    """The comments on SKUs."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the comments on these SKUs."""
        return grouped(keys, await self.context.rows(on_products(keys)), "product_id")
