"""`updatePurchaseOrder`."""

from datetime import date
from typing import Annotated

import strawberry

from domain.purchasing import service
from domain.purchasing.errors import ConfirmationRequiredError
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import (
    CONFIRMED,
    EXPECTED_VERSION,
    ORDER_ID,
    ConfirmedWarningInput,
    PurchaseOrderLineInput,
    confirmed_of,
)
from graphql_api.purchasing.outcomes import (
    ActionRefused,
    ConfirmationRequired,
    VersionConflict,
    change_order,
    unconfirmed,
)
from graphql_api.purchasing.types import PurchaseOrder


@strawberry.input(
    description="The order at the version that you read, and the changes; absent values are left unchanged."
)
class UpdatePurchaseOrderInput:
    """An order at a version, and its new content."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    lines: strawberry.Maybe[list[PurchaseOrderLineInput]] = strawberry.field(
        description="All new lines, 1 to 200, each SKU once."
    )
    note: strawberry.Maybe[str | None] = strawberry.field(
        description="For supplier and approver, at most 2,000 characters; null: none."
    )
    expected_on: strawberry.Maybe[date | None] = strawberry.field(
        description="Day on which it should arrive; null: not stated."
    )
    confirmed: list[ConfirmedWarningInput] = strawberry.field(default_factory=list, description=CONFIRMED)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)

    def change(self) -> service.Change:
        """The domain's change."""
        return service.Change(
            lines=None if self.lines is None else [line.line() for line in self.lines.value],
            note=None if self.note is None else self.note.value,
            expected_on=None if self.expected_on is None else self.expected_on.value,
            clears_note=self.note is not None and self.note.value is None,
            clears_expected_on=self.expected_on is not None and self.expected_on.value is None,
            confirmed=confirmed_of(self.confirmed),
        )


@strawberry.type(
    description="The order is a draft with the new content; a submission was voided.", directives=operators()
)
class UpdatePurchaseOrderSuccess:
    """The order afterwards."""

    purchase_order: PurchaseOrder = strawberry.field(description="The order as it is now.")


UpdatePurchaseOrderResult = Annotated[
    UpdatePurchaseOrderSuccess
    | ConfirmationRequired
    | VersionConflict
    | ActionRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union("UpdatePurchaseOrderResult", description="The outcome of `updatePurchaseOrder`."),
]


@strawberry.type
class UpdatePurchaseOrderMutation:
    """`updatePurchaseOrder`."""

    @strawberry.mutation(
        description="Edit a draft, or a submitted order: it is a draft again then. A change without differences has"
        " no effect.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def update_purchase_order(
        self,
        info: Info,
        input: Annotated[UpdatePurchaseOrderInput, strawberry.argument(description="What changes.")],
    ) -> UpdatePurchaseOrderResult:
        """Check, edit."""
        order_id, change = key_of("PurchaseOrder", input.id), input.change()
        try:
            found = await change_order(
                info,
                "UPDATE_PURCHASE_ORDER",
                input,
                lambda session, caller: service.update_order(session, caller, order_id, input.expected_version, change),
                order_id,
            )
        except ConfirmationRequiredError as error:
            return unconfirmed(error)
        return UpdatePurchaseOrderSuccess(purchase_order=found) if isinstance(found, PurchaseOrder) else found
