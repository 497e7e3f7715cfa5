"""`completePurchaseOrder`."""

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


@strawberry.input(description="The order at the version that you read, and the reason.")
class CompletePurchaseOrderInput:
    """An order at a version, and a reason."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    reason: str | None = strawberry.field(
        default=None, description="Why it is closed; needed while units are open. At most 2,000 characters."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The order is closed.", directives=operators())
class CompletePurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


CompletePurchaseOrderResult = Annotated[
    CompletePurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("CompletePurchaseOrderResult", description="The outcome of `completePurchaseOrder`."),
]


@strawberry.type
class CompletePurchaseOrderMutation:
    """`completePurchaseOrder`."""

    @strawberry.mutation(
        description="Close an approved order; nothing more is expected of it.", extensions=[Guard(Role.OPERATOR)]
    )
    async def complete_purchase_order(
        self,
        info: Info,
        input: Annotated[CompletePurchaseOrderInput, strawberry.argument(description="Which order.")],
    ) -> CompletePurchaseOrderResult:
        """Check, complete."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "COMPLETE_PURCHASE_ORDER",
            input,
            lambda session, caller: receipts.complete(session, caller, order_id, input.expected_version, input.reason),
            order_id,
        )
        return CompletePurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
