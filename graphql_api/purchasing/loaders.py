"""Purchase orders and what hangs on them, many at once."""

from domain.comments.repository import on_orders
from domain.purchasing.read_repository import events_of, items_of, open_lines_of
from graphql_api.context import RequestLoader
from graphql_api.rows import grouped
from kit.reading import AnyRow


class ItemsByOrderIdLoader(RequestLoader[int, list[AnyRow]]):
    """The lines of orders."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the lines of these orders."""
        return grouped(keys, await self.context.rows(items_of(keys)), "order_id")


class EventsByOrderIdLoader(RequestLoader[int, list[AnyRow]]):
    """The steps of orders."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the steps of these orders."""
        return grouped(keys, await self.context.rows(events_of(keys)), "purchase_order_id")


class CommentsByOrderIdLoader(RequestLoader[int, list[AnyRow]]):
    """The comments on orders."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the comments on these orders."""
        return grouped(keys, await self.context.rows(on_orders(keys)), "purchase_order_id")


class OpenLinesByProductIdLoader(RequestLoader[int, list[AnyRow]]):
    """What of SKUs is ordered and still to come."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the open lines of these SKUs."""
        return grouped(keys, await self.context.rows(open_lines_of(keys)), "product_id")
