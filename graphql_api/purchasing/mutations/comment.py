"""`commentOnPurchaseOrder`."""

from typing import Annotated

import strawberry

from domain.purchasing import service
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import ORDER_ID
from graphql_api.purchasing.outcomes import ActionRefused, VersionConflict, change_order
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(description="A comment on an order.")
class CommentOnPurchaseOrderInput:
    """An order and a comment."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    body: str = strawberry.field(description="The comment, 1 to 10,000 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The comment was added; the order's version is unchanged.", directives=operators())
class CommentOnPurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(
        description="The order, with the new comment among its `comments`."
    )


CommentOnPurchaseOrderResult = Annotated[
    CommentOnPurchaseOrderSuccess | VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("CommentOnPurchaseOrderResult", description="The outcome of `commentOnPurchaseOrder`."),
]


@strawberry.type
class CommentOnPurchaseOrderMutation:
    """`commentOnPurchaseOrder`."""

    @strawberry.mutation(description="Add a comment to an order, in any state.", extensions=[Guard(Role.OPERATOR)])
    async def comment_on_purchase_order(
        self,
        info: Info,
        input: Annotated[CommentOnPurchaseOrderInput, strawberry.argument(description="The comment.")],
    ) -> CommentOnPurchaseOrderResult:
        """Check, comment."""
        order_id = key_of("PurchaseOrder", input.id)
        found = await change_order(
            info,
            "COMMENT_PURCHASE_ORDER",
            input,
            lambda session, caller: service.comment(session, caller, order_id, input.body),
            order_id,
        )
        return CommentOnPurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
