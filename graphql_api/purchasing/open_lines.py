"""What of a SKU is ordered and still to come."""

from datetime import date, datetime

import strawberry

from graphql_api.described import field, object_type, resolver
from graphql_api.node import global_id
from graphql_api.purchasing.types import PurchaseOrderState
from graphql_api.rows import FromRow


@object_type
class OpenOrderLine(FromRow):
    """Units of a SKU in an order that is not closed."""

    order_no: str = field("The order's number.")
    state: PurchaseOrderState = field("The order's state.")
    expected_on: date | None = field("Day on which it should arrive; null: not stated.")
    created_at: datetime = field("When the order was created, in UTC.")
    open_units: int = field("Units ordered and not yet received.")

    @resolver()
    def purchase_order_id(self) -> strawberry.ID:
        """The order's `id`."""
        return global_id("PurchaseOrder", self.row.order_id)
