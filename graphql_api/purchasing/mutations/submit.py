"""`submitPurchaseOrder`."""

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
class SubmitPurchaseOrderInput(PurchaseOrderVersionInput):
    """An order at a version."""


@strawberry.type(description="The order waits for a decision.", directives=operators())
class SubmitPurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


SubmitPurchaseOrderResult = Annotated[
    SubmitPurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("SubmitPurchaseOrderResult", description="The outcome of `submitPurchaseOrder`."),
]


@strawberry.type
class SubmitPurchaseOrderMutation:
    """`submitPurchaseOrder`."""

    @strawberry.mutation(
        description="Submit a draft for approval, exactly as it is.", extensions=[Guard(Role.OPERATOR)]
    )
    async def submit_purchase_order(
        self,
        info: Info,
        input: Annotated[SubmitPurchaseOrderInput, strawberry.argument(description="Which order.")],
    ) -> SubmitPurchaseOrderResult:
        """Check, submit."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "SUBMIT_PURCHASE_ORDER",
            input,
            lambda session, caller: decisions.submit(session, caller, order_id, input.expected_version),
            order_id,
        )
        return SubmitPurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
