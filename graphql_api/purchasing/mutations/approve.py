"""`approvePurchaseOrder`."""

from typing import Annotated

import strawberry

from domain.purchasing import decisions
from graphql_api.context import Info
from graphql_api.idempotency import IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, Scope, operators
from graphql_api.purchasing.inputs import PurchaseOrderVersionInput
from graphql_api.purchasing.outcomes import ActionRefused, VersionConflict, change_order
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(description="The order at the version that you read.")
class ApprovePurchaseOrderInput(PurchaseOrderVersionInput):
    """An order at a version."""


@strawberry.type(description="The order is approved.", directives=operators())
class ApprovePurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


ApprovePurchaseOrderResult = Annotated[
    ApprovePurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("ApprovePurchaseOrderResult", description="The outcome of `approvePurchaseOrder`."),
]


@strawberry.type
class ApprovePurchaseOrderMutation:
    """`approvePurchaseOrder`."""

    @strawberry.mutation(
        description="Approve a submitted order; never one that you created, submitted or edited, and as MANAGER up"
        " to your approval limit.",
        extensions=[Guard(Role.MANAGER, Scope.APPROVE)],
    )
    async def approve_purchase_order(
        self,
        info: Info,
        input: Annotated[ApprovePurchaseOrderInput, strawberry.argument(description="Which order.")],
    ) -> ApprovePurchaseOrderResult:
        """Check, approve."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "APPROVE_PURCHASE_ORDER",
            input,
            lambda session, caller: decisions.approve(session, caller, order_id, input.expected_version),
            order_id,
        )
        return ApprovePurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
