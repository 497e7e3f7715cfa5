"""`cancelPurchaseOrder`."""

from typing import Annotated

import strawberry

from domain.purchasing import cancelling
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import EXPECTED_VERSION, ORDER_ID
from graphql_api.purchasing.outcomes import ActionRefused, VersionConflict, change_order
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(description="The order at the version that you read, and the reason.")
class CancelPurchaseOrderInput:
    """An order at a version, and a reason."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    reason: str = strawberry.field(description="Why it is cancelled, 1 to 2,000 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The order is cancelled.", directives=operators())
class CancelPurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


CancelPurchaseOrderResult = Annotated[
    CancelPurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("CancelPurchaseOrderResult", description="The outcome of `cancelPurchaseOrder`."),
]


@strawberry.type
class CancelPurchaseOrderMutation:
    """`cancelPurchaseOrder`."""

    @strawberry.mutation(
        description="Cancel a draft, a rejected order, your own submission, or as MANAGER any submission and any"
        " approved order; never one of which units have arrived. Its recommendations are open again.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def cancel_purchase_order(
        self,
        info: Info,
        input: Annotated[CancelPurchaseOrderInput, strawberry.argument(description="The order and the reason.")],
    ) -> CancelPurchaseOrderResult:
        """Check, cancel."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "CANCEL_PURCHASE_ORDER",
            input,
            lambda session, caller: cancelling.cancel(session, caller, order_id, input.expected_version, input.reason),
            order_id,
        )
        return CancelPurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
