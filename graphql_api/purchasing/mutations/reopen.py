"""`reopenPurchaseOrder`."""

from typing import Annotated

import strawberry

from domain.purchasing import decisions
from graphql_api.context import Info
from graphql_api.idempotency import IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import PurchaseOrderVersionInput
from graphql_api.purchasing.outcomes import ActionRefused, VersionConflict, change_order
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(description="The order at the version that you read.")
class ReopenPurchaseOrderInput(PurchaseOrderVersionInput):
    """An order at a version."""


@strawberry.type(description="The order is a draft again.", directives=operators())
class ReopenPurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


ReopenPurchaseOrderResult = Annotated[
    ReopenPurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("ReopenPurchaseOrderResult", description="The outcome of `reopenPurchaseOrder`."),
]


@strawberry.type
class ReopenPurchaseOrderMutation:
    """`reopenPurchaseOrder`."""

    @strawberry.mutation(description="Make a rejected order a draft again.", extensions=[Guard(Role.OPERATOR)])
    async def reopen_purchase_order(
        self,
        info: Info,
        input: Annotated[ReopenPurchaseOrderInput, strawberry.argument(description="Which order.")],
    ) -> ReopenPurchaseOrderResult:
        """Check, reopen."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "REOPEN_PURCHASE_ORDER",
            input,
            lambda session, caller: decisions.reopen(session, caller, order_id, input.expected_version),
            order_id,
        )
        return ReopenPurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
