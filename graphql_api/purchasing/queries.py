"""Purchase orders, one and many."""

from typing import Annotated

import strawberry

from domain.identity.caller import Caller
from domain.purchasing.read_repository import NEWEST_FIRST, OrderFilter, orders_by_id, select_orders
from graphql_api.connections import After, Connection, Filter, First, read_page
from graphql_api.context import Context, Info
from graphql_api.decorators import argument, field, input_type, resolver
from graphql_api.errors import ForbiddenError
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Permission, Role
from graphql_api.purchasing.types import PurchaseOrder, PurchaseOrderState
from graphql_api.rows import asked
from graphql_api.values import words


@input_type
class PurchaseOrderFilterInput:
    """Filter of orders: all given conditions must hold."""

    state: list[PurchaseOrderState] | None = field("States, any of them.", default=None)
    supplier: list[str] | None = field("Codes of suppliers, any of them.", default=None)
    sku: list[str] | None = field("Codes of SKUs, any of them in a line.", default=None)
    search: str | None = field("Text anywhere in the order's number.", default=None)
    is_mine: bool = field("Only those that you created.", default=False)
    is_split_suspect: bool | None = field(
        "Whether it looks like part of a split order. Needs the permission SEE_COSTS.", default=None
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


@resolver(Guard(Role.OPERATOR))
async def purchase_order(
    info: Info,
    id: Annotated[strawberry.ID, argument("An order's `id`.")],
) -> PurchaseOrder | None:
    """The purchase order of an id; null: there is none."""
    return await find_order(info.context, key_of("PurchaseOrder", id), asked(info))


@resolver(Guard(Role.OPERATOR))
async def purchase_orders(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[PurchaseOrderFilterInput] = None,
) -> Connection[PurchaseOrder]:
    """Purchase orders, page by page, the newest first."""
    where = OrderFilter() if filter is None else filter.conditions(info.context.signed_in())
    return await read_page(
        info, PurchaseOrder, lambda columns: select_orders(columns, where), NEWEST_FIRST, first=first, after=after
    )


async def find_order(context: Context, order_id: int, fields: set[str]) -> PurchaseOrder | None:
    """The order of this number, with the columns behind these fields."""
    async with context.reading() as reading:
        rows = await orders_by_id(reading, [order_id], PurchaseOrder.columns_of(fields))
    return PurchaseOrder.of(rows[0]) if rows else None
