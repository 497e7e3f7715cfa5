"""`submitPurchaseOrders` and `approvePurchaseOrders`: many orders, each a unit of work with an outcome of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.purchasing import decisions
from domain.purchasing.errors import PurchasingError
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS
from graphql_api.node import key_of
from graphql_api.outcomes import ValidationFailed, invalid
from graphql_api.permissions import Guard, Role, Scope, operators
from graphql_api.purchasing.inputs import EXPECTED_VERSION, ORDER_ID
from graphql_api.purchasing.outcomes import carry_out, orders_below, refusal
from graphql_api.purchasing.types import PurchaseOrder

MAX_ORDERS = 50
Step = Callable[[Session, Caller, int, int], None]


@strawberry.input(description="One of several orders, at the version that you read.")
class PurchaseOrderAtVersionInput:
    """An order at a version."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)


@strawberry.input(description="The orders at the versions that you read.")
class PurchaseOrdersInput:
    """Orders at versions."""

    orders: list[PurchaseOrderAtVersionInput] = strawberry.field(description=f"1 to {MAX_ORDERS} orders, each once.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The outcome for one of several orders.", directives=operators())
class PurchaseOrderOutcome:
    """An order, or why nothing was done with it."""

    id: strawberry.ID = strawberry.field(description="The order's `id`, as sent.")
    purchase_order: PurchaseOrder | None = strawberry.field(
        description="The order as it is now; null: it was not changed."
    )
    code: str | None = strawberry.field(
        description="Code of the refusal, as of the mutation for one order: VERSION_CONFLICT, ILLEGAL_STATE, FOUR_EYES,"
        " OVER_LIMIT, RIGHT_LOST, CONTENT_CHANGED, NOT_FOUND, IDEMPOTENCY_CONFLICT; null: it was done."
    )
    message: str | None = strawberry.field(description="One sentence for people about the refusal.")


@strawberry.type(description="An outcome for each draft; some may have been refused.", directives=operators())
class SubmitPurchaseOrdersSuccess:
    """Outcomes in the order of the input."""

    outcomes: list[PurchaseOrderOutcome] = strawberry.field(description="In the order of the input.")


@strawberry.type(description="An outcome for each submission; some may have been refused.", directives=operators())
class ApprovePurchaseOrdersSuccess:
    """Outcomes in the order of the input."""

    outcomes: list[PurchaseOrderOutcome] = strawberry.field(description="In the order of the input.")


SubmitPurchaseOrdersResult = Annotated[
    SubmitPurchaseOrdersSuccess | ValidationFailed,
    strawberry.union("SubmitPurchaseOrdersResult", description="The outcome of `submitPurchaseOrders`."),
]
ApprovePurchaseOrdersResult = Annotated[
    ApprovePurchaseOrdersSuccess | ValidationFailed,
    strawberry.union("ApprovePurchaseOrdersResult", description="The outcome of `approvePurchaseOrders`."),
]


@dataclass
class _One:
    """One order of the input, with a key of its own."""

    id: str
    expected_version: int
    idempotency_key: str | None


@strawberry.type
class BulkMutations:
    """Both operations."""

    @strawberry.mutation(
        description="Submit drafts, each on its own: a refused one does not affect the others.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def submit_purchase_orders(
        self,
        info: Info,
        input: Annotated[PurchaseOrdersInput, strawberry.argument(description="Which drafts.")],
    ) -> SubmitPurchaseOrdersResult:
        """Submit one after the other."""
        found = await _each(info, "SUBMIT_PURCHASE_ORDER", input, decisions.submit)
        return SubmitPurchaseOrdersSuccess(outcomes=found) if isinstance(found, list) else found

    @strawberry.mutation(
        description="Approve submitted orders, each on its own: four eyes and limit apply to every one, and a refused"
        " one does not affect the others.",
        extensions=[Guard(Role.MANAGER, Scope.APPROVE)],
    )
    async def approve_purchase_orders(
        self,
        info: Info,
        input: Annotated[PurchaseOrdersInput, strawberry.argument(description="Which submissions.")],
    ) -> ApprovePurchaseOrdersResult:
        """Approve one after the other."""
        found = await _each(info, "APPROVE_PURCHASE_ORDER", input, decisions.approve)
        return ApprovePurchaseOrdersSuccess(outcomes=found) if isinstance(found, list) else found


async def _each(
    info: Info, action: str, given: PurchaseOrdersInput, step: Step
) -> list[PurchaseOrderOutcome] | ValidationFailed:
    keys = [key_of("PurchaseOrder", order.id) for order in given.orders]
    if not 1 <= len(keys) <= MAX_ORDERS or len(set(keys)) < len(keys):
        return invalid("orders", f"Choose 1 to {MAX_ORDERS} orders, each once.")
    refusals = {}
    for order_id, order in zip(keys, given.orders, strict=True):
        key = None if given.idempotency_key is None else f"{given.idempotency_key}:{order_id}"
        refusals[order_id] = await _one(info, action, _One(order.id, order.expected_version, key), order_id, step)
    done = [order_id for order_id, refused in refusals.items() if refused is None]
    shown = await orders_below(info, done, ("outcomes", "purchaseOrder"))
    return [
        PurchaseOrderOutcome(
            id=order.id,
            purchase_order=shown.get(order_id),
            code=None if (refused := refusals[order_id]) is None else refused[0],
            message=None if refused is None else refused[1],
        )
        for order_id, order in zip(keys, given.orders, strict=True)
    ]


async def _one(info: Info, action: str, given: _One, order_id: int, step: Step) -> tuple[str, str] | None:
    """Code and message of the refusal; None: it was done."""

    def work(session: Session, caller: Caller) -> list[int]:
        step(session, caller, order_id, given.expected_version)
        return [order_id]

    try:
        await carry_out(info, action, given, work)
    except (PurchasingError, *KEY_ERRORS) as error:
        outcome = await refusal(info.context, action, error, order_id)
        return outcome.code, outcome.message
    return None
