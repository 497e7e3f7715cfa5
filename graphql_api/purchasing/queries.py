"""Purchase orders, one and many."""

from functools import partial
from typing import Annotated

import strawberry

from domain.identity.caller import Caller
from domain.purchasing.read_repository import NEWEST_FIRST, OrderFilter, count_orders, list_orders, orders_by_id
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.errors import ForbiddenError
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Permission, Role
from graphql_api.purchasing.types import PurchaseOrder, PurchaseOrderState, order_columns
from graphql_api.rows import asked
from graphql_api.values import words


@strawberry.input(description="Filter of orders: all given conditions must hold.")
class PurchaseOrderFilterInput:
    """Conditions on orders."""

    state: list[PurchaseOrderState] | None = strawberry.field(default=None, description="States, any of them.")
    supplier: list[str] | None = strawberry.field(default=None, description="Codes of suppliers, any of them.")
    sku: list[str] | None = strawberry.field(default=None, description="Codes of SKUs, any of them in a line.")
    search: str | None = strawberry.field(default=None, description="Text anywhere in the order's number.")
    is_mine: bool = strawberry.field(default=False, description="Only those that you created.")
    is_split_suspect: bool | None = strawberry.field(
        default=None, description="Whether it looks like part of a split order. Needs the permission SEE_COSTS."
    )

    def conditions(self, caller: Caller) -> OrderFilter:
        """The repository's filter.

        Raises:
            ForbiddenError: it depends on amounts, which the user may not see.
        """
        if self.is_split_suspect is not None and not caller.sees_costs:
            raise ForbiddenError(f"isSplitSuspect needs the permission {Permission.SEE_COSTS.name}.")
        return OrderFilter(
            states=words(self.state),
            suppliers=self.supplier,
            skus=self.sku,
            search=self.search,
            created_by=caller.user_id if self.is_mine else None,
            is_split_suspect=self.is_split_suspect,
        )


@strawberry.type
class PurchasingQueries:
    """Questions about purchase orders."""

    @strawberry.field(
        description="The purchase order of an id; null: there is none.", extensions=[Guard(Role.OPERATOR)]
    )
    async def purchase_order(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="An order's `id`.")],  # noqa: A002
    ) -> PurchaseOrder | None:
        """One order."""
        return await find_order(info.context, key_of("PurchaseOrder", id), asked(info))

    @strawberry.field(description="Purchase orders, page by page, the newest first.", extensions=[Guard(Role.OPERATOR)])
    async def purchase_orders(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            PurchaseOrderFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
    ) -> Connection[PurchaseOrder]:
        """A page of orders."""
        first, context = page_size(first), info.context
        where = filter.conditions(info.context.signed_in()) if filter is not None else OrderFilter()
        async with context.reading() as reading:
            page = await list_orders(
                reading, columns=order_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        return connection(page, NEWEST_FIRST, PurchaseOrder.of_all(page.rows), partial(_count, context, where), after)


async def find_order(context: Context, order_id: int, fields: set[str]) -> PurchaseOrder | None:
    """The order of this number, with the columns behind these fields."""
    async with context.reading() as reading:
        rows = await orders_by_id(reading, [order_id], order_columns(fields))
    return PurchaseOrder.of(rows[0]) if rows else None


async def _count(context: Context, where: OrderFilter) -> int:
    async with context.reading() as reading:
        return await count_orders(reading, where)
