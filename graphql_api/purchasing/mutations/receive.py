"""`receivePurchaseOrder`."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.purchasing import receipts
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import EXPECTED_VERSION, ORDER_ID
from graphql_api.purchasing.outcomes import ActionRefused, VersionConflict, change_order
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(description="Units of a line that arrived.")
class ArrivalInput:
    """A line and units."""

    line_no: int = strawberry.field(description="The line's `lineNo`.")
    quantity: int = strawberry.field(description="Units, at most those still open.")


@strawberry.input(description="The order at the version that you read, and what arrived.")
class ReceivePurchaseOrderInput:
    """An order at a version, and arrivals."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    lines: list[ArrivalInput] = strawberry.field(description="What arrived, each line once.")
    warehouse_code: str = strawberry.field(description="The warehouse's code, at most 64 characters.")
    received_at: datetime | None = strawberry.field(
        default=None, description="When it arrived, after the approval and not later than now; absent: now."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The arrival is recorded, as stock movement and receipt.", directives=operators())
class ReceivePurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


ReceivePurchaseOrderResult = Annotated[
    ReceivePurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("ReceivePurchaseOrderResult", description="The outcome of `receivePurchaseOrder`."),
]


@strawberry.type
class ReceivePurchaseOrderMutation:
    """`receivePurchaseOrder`."""

    @strawberry.mutation(
        description="Record units of an approved order that arrived, all or part.", extensions=[Guard(Role.OPERATOR)]
    )
    async def receive_purchase_order(
        self,
        info: Info,
        input: Annotated[ReceivePurchaseOrderInput, strawberry.argument(description="What arrived.")],
    ) -> ReceivePurchaseOrderResult:
        """Check, receive."""
        order_id = key_of("PurchaseOrder", input.id)
        arrivals = [receipts.Arrival(line.line_no, line.quantity) for line in input.lines]
        found = await change_order(
            info,
            "RECEIVE_PURCHASE_ORDER",
            input,
            lambda session, caller: receipts.receive(
                session,
                caller,
                order_id,
                input.expected_version,
                arrivals,
                warehouse_code=input.warehouse_code,
                received_at=input.received_at,
            ),
            order_id,
        )
        return ReceivePurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
