"""Refusals of the domain as members of the result unions, and the one path that every mutation takes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

import strawberry
from sqlalchemy.orm import Session
from strawberry.utils.str_converters import to_camel_case

from domain.audit.service import record
from domain.idempotency.service import once
from domain.identity.caller import Caller
from domain.identity.trail import refused
from domain.purchasing.errors import (
    ConfirmationRequiredError,
    OrderNotFoundError,
    OrderRefusedError,
    PurchasingError,
    RecommendationsRefusedError,
    RuleRefusedError,
    VersionConflictError,
)
from domain.purchasing.read_repository import orders_by_id
from graphql_api.context import Context, Info
from graphql_api.idempotency import KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.outcomes import FieldError, NotFound, UserError, ValidationFailed, not_found
from graphql_api.permissions import operators
from graphql_api.purchasing.inputs import OrderWarningCode
from graphql_api.purchasing.types import PurchaseOrder, PurchaseOrderState, order_columns
from graphql_api.rows import asked
from kit.errors import InputError


@strawberry.type(
    description="The order was changed by someone else; nothing was changed. Reload it and try again.",
    directives=operators(),
)
class VersionConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """A lost race."""

    version: int = strawberry.field(description="The order's version now.")
    state: PurchaseOrderState = strawberry.field(description="Its current state.")


@strawberry.type(
    description="Not allowed in the order's current state; nothing was changed. `code` is ILLEGAL_STATE, FOUR_EYES,"
    " OVER_LIMIT, ROLE_TOO_LOW, RIGHT_LOST or CONTENT_CHANGED.",
    directives=operators(),
)
class ActionRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """A broken rule."""


@strawberry.type(description="Why no order can be made of a recommendation.", directives=operators())
class RecommendationRefusal:
    """One refused recommendation."""

    sku: str = strawberry.field(description="The SKU's code; empty: the recommendation is not known any more.")
    code: str = strawberry.field(
        description="OUTDATED, DISMISSED, ORDERED, ALREADY_ORDERED, NOTHING_TO_ORDER, NO_SUPPLIER, NO_COST or"
        " LOW_TRUST."
    )
    message: str = strawberry.field(description="One sentence for people.")


@strawberry.type(description="Some recommendations can't be ordered; no order was made of any.", directives=operators())
class RecommendationsRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """Refused recommendations."""

    refusals: list[RecommendationRefusal] = strawberry.field(description="Each refused recommendation.")


@strawberry.type(description="A problem of a line that needs confirmation.", directives=operators())
class OrderWarning:
    """One warning."""

    sku: str = strawberry.field(description="The SKU's code.")
    code: OrderWarningCode = strawberry.field(description="Code of the warning.")
    message: str = strawberry.field(description="One sentence for people.")
    quantity: int = strawberry.field(description="Units of the line; a confirmation holds for them alone.")
    limit: int | None = strawberry.field(
        description="The number that the line violates: minimum, pack, maximum, units that remain or that are"
        " expected to sell; null: there is none."
    )
    suggested_quantity: int | None = strawberry.field(description="A quantity without warning; null: there is none.")
    expected_loss: Decimal | None = strawberry.field(
        description="Expected loss of the line; null for other warnings and without the permission SEE_COSTS."
    )
    currency: str | None = strawberry.field(description="Currency of the loss (ISO 4217).")


@strawberry.type(
    description="Lines of the order must be confirmed; nothing was changed. Send it again with `confirmed`.",
    directives=operators(),
)
class ConfirmationRequired(UserError):  # noqa: N818  # the schema's own word, no exception
    """Warnings that nobody confirmed."""

    warnings: list[OrderWarning] = strawberry.field(description="Each warning that was not confirmed.")


class Keyed(Protocol):
    """An input that may carry a key."""

    idempotency_key: str | None


Refused = VersionConflict | ActionRefused | IdempotencyConflict | ValidationFailed | NotFound
Work = Callable[[Session, Caller], list[int]]


async def change_order(
    info: Info, action: str, given: Keyed, work: Callable[[Session, Caller], object], order_id: int
) -> PurchaseOrder | Refused:
    """Carry out a change of one order; the order afterwards, or the refusal."""

    def act(session: Session, caller: Caller) -> list[int]:
        work(session, caller)
        return [order_id]

    try:
        await carry_out(info, action, given, act)
    except (PurchasingError, *KEY_ERRORS) as error:
        return await refusal(info.context, action, error, order_id)
    return await shown(info, order_id)


async def carry_out(info: Info, action: str, given: Keyed, work: Work) -> list[int]:
    """Do the work in one unit of work, once per idempotency key; the numbers of the orders that it touched.

    Raises:
        PurchasingError: the domain refused it.
        KeyReusedError, KeyRefusedError: the key can't be used.
    """
    context, caller = info.context, info.context.signed_in()

    def act(session: Session) -> dict[str, object]:
        return once(
            session,
            caller.user_id,
            given.idempotency_key,
            operation=action,
            body=body_of(given),
            now=caller.now,
            act=lambda: {"order_ids": work(session, caller)},
        )

    answer = await context.unit_of_work(act)
    return list(answer["order_ids"])  # type: ignore[call-overload, no-any-return]


async def shown(info: Info, order_id: int) -> PurchaseOrder:
    """The order as it is now, with the columns asked for."""
    (order,) = await all_shown(info, [order_id], "purchaseOrder")
    return order


async def all_shown(info: Info, order_ids: list[int], field: str) -> list[PurchaseOrder]:
    """Orders as they are now, with the columns asked for below this field of the outcome."""
    found = await orders_below(info, order_ids, (field,))
    return [found[order_id] for order_id in order_ids]


async def orders_below(info: Info, order_ids: list[int], path: tuple[str, ...]) -> dict[int, PurchaseOrder]:
    """Orders as they are now by number, with the columns asked for below these fields of the outcome."""
    async with info.context.reading() as reading:
        rows = await orders_by_id(reading, order_ids, order_columns(asked(info, path)))
    return {row.order_id: PurchaseOrder.of(row) for row in rows}


async def refusal(context: Context, action: str, error: InputError, order_id: int | None) -> Refused:
    """The outcome for a refusal; what a rule of the workflow refused is audited."""
    if isinstance(error, VersionConflictError):
        return VersionConflict(
            code=error.code, message=str(error), version=error.version, state=PurchaseOrderState[error.state]
        )
    if isinstance(error, RuleRefusedError):
        await _audit(context, action, error, order_id)
        return ActionRefused(code=error.code, message=str(error))
    if isinstance(error, OrderNotFoundError):
        return not_found("purchase order")
    if isinstance(error, OrderRefusedError):
        return _validation(error)
    if isinstance(error, KEY_ERRORS):
        return refused_key(error)
    raise error


def refused_recommendations(error: RecommendationsRefusedError) -> RecommendationsRefused:
    """The outcome of recommendations that can't be ordered."""
    refusals = [RecommendationRefusal(sku=p.sku, code=p.code, message=p.message) for p in error.problems]
    return RecommendationsRefused(code=error.code, message=str(error), refusals=refusals)


def unconfirmed(error: ConfirmationRequiredError) -> ConfirmationRequired:
    """The outcome of lines that must be confirmed."""
    found = [
        OrderWarning(
            sku=warning.sku,
            code=OrderWarningCode[warning.code],
            message=warning.message,
            quantity=warning.quantity,
            limit=warning.limit,
            suggested_quantity=warning.suggested_quantity,
            expected_loss=warning.expected_loss,
            currency=warning.currency,
        )
        for warning in error.warnings
    ]
    return ConfirmationRequired(code=error.code, message=str(error), warnings=found)


def _validation(error: OrderRefusedError) -> ValidationFailed:
    errors = [FieldError(field=_spelled(problem.field), message=problem.message) for problem in error.problems]
    return ValidationFailed(code=error.code, message=str(error), field_errors=errors)


def _spelled(field: str) -> str:
    return ".".join(to_camel_case(part) for part in field.split("."))


async def _audit(context: Context, action: str, error: RuleRefusedError, order_id: int | None) -> None:
    subject = None if order_id is None else ("PurchaseOrder", order_id)
    entry = refused(action, context.signed_in(), error.code, {"message": str(error)}, subject)
    await context.unit_of_work(lambda session: record(session, entry))
