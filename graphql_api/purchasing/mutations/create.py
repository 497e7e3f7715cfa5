"""`createPurchaseOrder`."""

from datetime import date
from typing import Annotated

import strawberry

from domain.purchasing import service
from domain.purchasing.errors import ConfirmationRequiredError, PurchasingError
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import CONFIRMED, ConfirmedWarningInput, PurchaseOrderLineInput, confirmed_of
from graphql_api.purchasing.outcomes import (
    ActionRefused,
    ConfirmationRequired,
    VersionConflict,
    carry_out,
    refusal,
    shown,
    unconfirmed,
)
from graphql_api.purchasing.types import PurchaseOrder

ACTION = "CREATE_PURCHASE_ORDER"


@strawberry.input(description="A new order.")
class CreatePurchaseOrderInput:
    """Supplier and lines."""

    supplier: str = strawberry.field(description="The supplier's code.")
    lines: list[PurchaseOrderLineInput] = strawberry.field(description="1 to 200 lines, each SKU once.")
    note: str | None = strawberry.field(
        default=None, description="For supplier and approver, at most 2,000 characters."
    )
    expected_on: date | None = strawberry.field(default=None, description="Day on which it should arrive.")
    confirmed: list[ConfirmedWarningInput] = strawberry.field(default_factory=list, description=CONFIRMED)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The order is a draft.", directives=operators())
class CreatePurchaseOrderSuccess:
    """The new order."""

    purchase_order: PurchaseOrder = strawberry.field(description="The new order.")


CreatePurchaseOrderResult = Annotated[
    CreatePurchaseOrderSuccess
    | ConfirmationRequired
    | VersionConflict
    | ActionRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union("CreatePurchaseOrderResult", description="The outcome of `createPurchaseOrder`."),
]


@strawberry.type
class CreatePurchaseOrderMutation:
    """`createPurchaseOrder`."""

    @strawberry.mutation(
        description="Make a draft; amounts are in the supplier's currency.", extensions=[Guard(Role.OPERATOR)]
    )
    async def create_purchase_order(
        self,
        info: Info,
        input: Annotated[CreatePurchaseOrderInput, strawberry.argument(description="The new order.")],
    ) -> CreatePurchaseOrderResult:
        """Check, create."""
        lines, confirmed = [line.line() for line in input.lines], confirmed_of(input.confirmed)
        try:
            (order_id,) = await carry_out(
                info,
                ACTION,
                input,
                lambda session, caller: [
                    service.create_order(
                        session,
                        caller,
                        input.supplier,
                        lines,
                        note=input.note,
                        expected_on=input.expected_on,
                        confirmed=confirmed,
                    )
                ],
            )
        except ConfirmationRequiredError as error:
            return unconfirmed(error)
        except (PurchasingError, *KEY_ERRORS) as error:
            return await refusal(info.context, ACTION, error, None)
        return CreatePurchaseOrderSuccess(purchase_order=await shown(info, order_id))
