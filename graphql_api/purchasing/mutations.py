"""Mutations of purchase orders."""

from collections.abc import Callable
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.purchasing import decisions, receipts, service
from domain.purchasing.errors import (
    ConfirmationRequiredError,
    OrderNotFoundError,
    OrderRefusedError,
    RecommendationsRefusedError,
    RuleRefusedError,
    VersionConflictError,
)
from domain.purchasing.from_recommendations import create_from_recommendations
from domain.purchasing.read_repository import orders_by_id
from graphql_api.context import Info
from graphql_api.decorators import field, object_type
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal, plain_mutation
from graphql_api.outcomes import NotFound, UserError, ValidationFailed, invalid
from graphql_api.permissions import Guard, Role, Scope
from graphql_api.purchasing.errors import ActionRefused, ConfirmationRequired, RecommendationsRefused, VersionConflict
from graphql_api.purchasing.inputs import (
    MAX_ORDERS,
    CommentOnPurchaseOrderInput,
    CompletePurchaseOrderInput,
    CreatePurchaseOrderInput,
    CreatePurchaseOrdersFromRecommendationsInput,
    PurchaseOrderReasonInput,
    PurchaseOrdersInput,
    PurchaseOrderVersionInput,
    ReceivePurchaseOrderInput,
    UpdatePurchaseOrderInput,
    confirmed_of,
)
from graphql_api.purchasing.types import PurchaseOrder
from graphql_api.rows import asked


@object_type
class PurchaseOrders:
    """New orders: drafts, one for each supplier."""

    purchase_orders: list[PurchaseOrder] = field("The new orders.")


@object_type
class PurchaseOrderOutcome:
    """The outcome for one of several orders."""

    id: strawberry.ID = field("The order's `id`, as sent.")
    purchase_order: PurchaseOrder | None = field("The order as it is now; null: it was not changed.")
    code: str | None = field(
        "Code of the refusal, as of the mutation for one order: VERSION_CONFLICT, ILLEGAL_STATE, FOUR_EYES,"
        " OVER_LIMIT, RIGHT_LOST, CONTENT_CHANGED, NOT_FOUND, IDEMPOTENCY_CONFLICT; null: it was done."
    )
    message: str | None = field("One sentence for people about the refusal.")


@object_type
class PurchaseOrderOutcomes:
    """An outcome for each order; some may have been refused."""

    outcomes: list[PurchaseOrderOutcome] = field("In the order of the input.")


async def _read(info: Info, order_ids: list[int], *path: str) -> dict[int, PurchaseOrder]:
    """Orders as they are now by number, with the columns asked for below these fields of the outcome."""
    async with info.context.reading() as reading:
        rows = await orders_by_id(reading, order_ids, PurchaseOrder.columns_of(asked(info, path)))
    return {row.order_id: PurchaseOrder.of(row) for row in rows}


async def _read_one(info: Info, order_id: int) -> PurchaseOrder:
    return (await _read(info, [order_id]))[order_id]


async def _read_new(info: Info, order_ids: list[int]) -> PurchaseOrders:
    found = await _read(info, order_ids, "purchaseOrders")
    return PurchaseOrders(purchase_orders=[found[order_id] for order_id in order_ids])


CONTENT = MappingProxyType(
    {
        ConfirmationRequiredError: Refusal(ConfirmationRequired),
        OrderRefusedError: Refusal(ValidationFailed),
        **KEY_REFUSALS,
    }
)
STEP = MappingProxyType(
    {
        VersionConflictError: Refusal(VersionConflict),
        RuleRefusedError: Refusal(ActionRefused, reason=attrgetter("code")),
        OrderNotFoundError: Refusal(NotFound),
        OrderRefusedError: Refusal(ValidationFailed),
        **KEY_REFUSALS,
    }
)


def _subject(given: Any) -> tuple[str, object]:  # noqa: ANN401  # any input with an order
    return "PurchaseOrder", given.order_id


order_mutation = MutationFamily("PurchaseOrderResult", PurchaseOrder, _read_one, STEP, subject=_subject)
edit_mutation = MutationFamily("EditPurchaseOrderResult", PurchaseOrder, _read_one, STEP | CONTENT, subject=_subject)
draft_mutation = MutationFamily("NewPurchaseOrderResult", PurchaseOrder, _read_one, CONTENT)
drafts_mutation = MutationFamily(
    "NewPurchaseOrdersResult",
    PurchaseOrders,
    _read_new,
    {RecommendationsRefusedError: Refusal(RecommendationsRefused), **CONTENT},
)


@draft_mutation("CREATE_PURCHASE_ORDER", Guard(Role.OPERATOR))
def create_purchase_order(session: Session, caller: Caller, input: CreatePurchaseOrderInput) -> int:
    """Make a draft; amounts are in the supplier's currency."""
    return service.create_order(
        session,
        caller,
        input.supplier,
        [line.line() for line in input.lines],
        note=input.note,
        expected_on=input.expected_on,
        confirmed=confirmed_of(input.confirmed),
    )


@drafts_mutation("CREATE_PURCHASE_ORDERS_FROM_RECOMMENDATIONS", Guard(Role.OPERATOR))
def create_purchase_orders_from_recommendations(
    session: Session, caller: Caller, input: CreatePurchaseOrdersFromRecommendationsInput
) -> list[int]:
    """Make drafts of recommendations of the published run, one for each supplier; all or none."""
    choices = [recommendation.choice() for recommendation in input.recommendations]
    return create_from_recommendations(session, caller, choices, confirmed_of(input.confirmed))


@edit_mutation("UPDATE_PURCHASE_ORDER", Guard(Role.OPERATOR))
def update_purchase_order(session: Session, caller: Caller, input: UpdatePurchaseOrderInput) -> int:
    """Edit a draft, or a submitted order: it is a draft again then. A change without differences has no effect."""
    return service.update_order(session, caller, input.order_id, input.expected_version, input.change())


@order_mutation("SUBMIT_PURCHASE_ORDER", Guard(Role.OPERATOR))
def submit_purchase_order(session: Session, caller: Caller, input: PurchaseOrderVersionInput) -> int:
    """Submit a draft for approval, exactly as it is."""
    return decisions.submit(session, caller, input.order_id, input.expected_version)


@order_mutation("APPROVE_PURCHASE_ORDER", Guard(Role.MANAGER, Scope.APPROVE))
def approve_purchase_order(session: Session, caller: Caller, input: PurchaseOrderVersionInput) -> int:
    """Approve a submitted order.

    Never one that you created, submitted or edited, and as MANAGER up to your approval limit.
    """
    return decisions.approve(session, caller, input.order_id, input.expected_version)


@order_mutation("REJECT_PURCHASE_ORDER", Guard(Role.MANAGER, Scope.APPROVE))
def reject_purchase_order(session: Session, caller: Caller, input: PurchaseOrderReasonInput) -> int:
    """Reject a submitted order, for a reason that its author reads; never one that you created, submitted or edited."""
    return decisions.reject(session, caller, input.order_id, input.expected_version, input.reason)


@order_mutation("REOPEN_PURCHASE_ORDER", Guard(Role.OPERATOR))
def reopen_purchase_order(session: Session, caller: Caller, input: PurchaseOrderVersionInput) -> int:
    """Make a rejected order a draft again."""
    return decisions.reopen(session, caller, input.order_id, input.expected_version)


@order_mutation("RECEIVE_PURCHASE_ORDER", Guard(Role.OPERATOR))
def receive_purchase_order(session: Session, caller: Caller, input: ReceivePurchaseOrderInput) -> int:
    """Record units of an approved order that arrived, all or part, as stock movements and receipts."""
    return receipts.receive(
        session,
        caller,
        input.order_id,
        input.expected_version,
        input.arrivals(),
        warehouse_code=input.warehouse_code,
        received_at=input.received_at,
    )


@order_mutation("COMPLETE_PURCHASE_ORDER", Guard(Role.OPERATOR))
def complete_purchase_order(session: Session, caller: Caller, input: CompletePurchaseOrderInput) -> int:
    """Close an approved order; nothing more is expected of it."""
    return receipts.complete(session, caller, input.order_id, input.expected_version, input.reason)


@order_mutation("CANCEL_PURCHASE_ORDER", Guard(Role.OPERATOR))
def cancel_purchase_order(session: Session, caller: Caller, input: PurchaseOrderReasonInput) -> int:
    """Cancel a draft, a rejected order, your own submission, or as MANAGER any submission and any approved order.

    Never one of which units have arrived. Its recommendations are open again.
    """
    return decisions.cancel(session, caller, input.order_id, input.expected_version, input.reason)


@order_mutation("COMMENT_PURCHASE_ORDER", Guard(Role.OPERATOR))
def comment_on_purchase_order(session: Session, caller: Caller, input: CommentOnPurchaseOrderInput) -> int:
    """Add a comment to an order, in any state; its version stays."""
    service.comment(session, caller, input.order_id, input.body)
    return input.order_id


PurchaseOrderOutcomesResult = Annotated[
    PurchaseOrderOutcomes | ValidationFailed,
    strawberry.union("PurchaseOrderOutcomesResult", description="An outcome for each order, or why none was tried."),
]


@plain_mutation(Guard(Role.OPERATOR))
async def submit_purchase_orders(info: Info, input: PurchaseOrdersInput) -> PurchaseOrderOutcomesResult:
    """Submit drafts, each on its own: a refused one does not affect the others."""
    return await _each(info, "SUBMIT_PURCHASE_ORDER", input, decisions.submit)


@plain_mutation(Guard(Role.MANAGER, Scope.APPROVE))
async def approve_purchase_orders(info: Info, input: PurchaseOrdersInput) -> PurchaseOrderOutcomesResult:
    """Approve submitted orders, each on its own.

    Four eyes and limit apply to every one, and a refused one does not affect the others.
    """
    return await _each(info, "APPROVE_PURCHASE_ORDER", input, decisions.approve)


async def _each(
    info: Info, action: str, given: PurchaseOrdersInput, step: Callable[[Session, Caller, int, int], int]
) -> PurchaseOrderOutcomes | ValidationFailed:
    """Take a step with one order after the other, each a unit of work with a key of its own."""

    def take(session: Session, caller: Caller, one: PurchaseOrderVersionInput) -> int:
        return step(session, caller, one.order_id, one.expected_version)

    key = given.idempotency_key
    orders = [PurchaseOrderVersionInput(id=one.id, expected_version=one.expected_version) for one in given.orders]
    if not 1 <= len(orders) <= MAX_ORDERS or len({one.order_id for one in orders}) < len(orders):
        return invalid("orders", f"Choose 1 to {MAX_ORDERS} orders, each once.")
    outcomes = []
    for one in orders:
        one.idempotency_key = None if key is None else f"{key}:{one.order_id}"
        outcomes.append(await order_mutation.attempt(info.context, action, one, take))
    done = [outcome for outcome in outcomes if not isinstance(outcome, UserError)]
    found = await _read(info, done, "outcomes", "purchaseOrder")
    return PurchaseOrderOutcomes(
        outcomes=[
            PurchaseOrderOutcome(id=one.id, purchase_order=None, code=outcome.code, message=outcome.message)
            if isinstance(outcome, UserError)
            else PurchaseOrderOutcome(id=one.id, purchase_order=found[outcome], code=None, message=None)
            for one, outcome in zip(orders, outcomes, strict=True)
        ]
    )
