"""What of a SKU is ordered and still to come."""

from datetime import date, datetime

import strawberry

from graphql_api.node import global_id
from graphql_api.permissions import operators
from graphql_api.purchasing.types import PurchaseOrderState
from graphql_api.rows import FromRow


@strawberry.type(description="Units of a SKU in an order that is not closed.", directives=operators())
class OpenOrderLine(FromRow):
    """A line of a draft, submitted or approved order."""

    order_no: str = strawberry.field(description="The order's number.")
    state: PurchaseOrderState = strawberry.field(description="The order's state.")
    expected_on: date | None = strawberry.field(description="Day on which it should arrive; null: not stated.")
    created_at: datetime = strawberry.field(description="When the order was created, in UTC.")
    open_units: int = strawberry.field(description="Units ordered and not yet received.")

    @strawberry.field(description="The order's `id`.")
    def purchase_order_id(self) -> strawberry.ID:
        """The order's global id."""
        return global_id("PurchaseOrder", self.row.order_id)
