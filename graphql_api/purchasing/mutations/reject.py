"""`rejectPurchaseOrder`."""

from typing import Annotated

import strawberry

from domain.purchasing import decisions
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, Scope, operators
from graphql_api.purchasing.inputs import EXPECTED_VERSION, ORDER_ID
from graphql_api.purchasing.outcomes import ActionRefused, VersionConflict, change_order
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(description="The order at the version that you read, and the reason.")
class RejectPurchaseOrderInput:
    """An order at a version, and a reason."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    reason: str = strawberry.field(description="The reason, for its author; at most 2,000 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The order is rejected.", directives=operators())
class RejectPurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


RejectPurchaseOrderResult = Annotated[
    RejectPurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("RejectPurchaseOrderResult", description="The outcome of `rejectPurchaseOrder`."),
]


@strawberry.type
class RejectPurchaseOrderMutation:
    """`rejectPurchaseOrder`."""

    @strawberry.mutation(
        description="Reject a submitted order; never one that you created, submitted or edited.",
        extensions=[Guard(Role.MANAGER, Scope.APPROVE)],
    )
    async def reject_purchase_order(
        self,
        info: Info,
        input: Annotated[RejectPurchaseOrderInput, strawberry.argument(description="Which order.")],
    ) -> RejectPurchaseOrderResult:
        """Check, reject."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "REJECT_PURCHASE_ORDER",
            input,
            lambda session, caller: decisions.reject(session, caller, order_id, input.expected_version, input.reason),
            order_id,
        )
        return RejectPurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
