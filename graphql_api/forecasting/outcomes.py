"""Refusals of planners' changes as members of the result unions, and the one path that they take."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from sqlalchemy.orm import Session
from strawberry.utils.str_converters import to_camel_case

from domain.errors import ChangedSinceError, ChangeRefusedError, NothingFoundError, PlannersChangeError
from domain.idempotency.service import once
from domain.identity.caller import Caller
from graphql_api.context import Context, Info
from graphql_api.idempotency import KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.outcomes import FieldError, NotFound, PlanningConflict, ValidationFailed, not_found

PlanningRefused: TypeAlias = PlanningConflict | IdempotencyConflict | ValidationFailed | NotFound


class Keyed(Protocol):
    """An input that may carry a key."""

    idempotency_key: str | None


async def carry_out(
    info: Info, action: str, given: Keyed, work: Callable[[Session, Caller], int]
) -> int | PlanningRefused:
    """Do the work in one unit of work, once per idempotency key; the number that it gives, or the refusal."""
    context, caller = info.context, info.context.signed_in()

    def act(session: Session) -> dict[str, object]:
        return once(
            session,
            caller.user_id,
            given.idempotency_key,
            operation=action,
            body=body_of(given),
            now=caller.now,
            act=lambda: {"id": work(session, caller)},
        )

    try:
        answer = await context.unit_of_work(act)
    except KEY_ERRORS as error:
        return refused_key(error)
    except PlannersChangeError as error:
        return await _refusal(context, action, error)
    return int(str(answer["id"]))


async def _refusal(context: Context, action: str, error: PlannersChangeError) -> PlanningRefused:
    if isinstance(error, NothingFoundError):
        return not_found(error.what)
    if isinstance(error, ChangedSinceError):
        await context.note_refusal(action, "it is at another version")
        return PlanningConflict(code=error.code, message=str(error), version=error.version)
    if isinstance(error, ChangeRefusedError):
        fields = [FieldError(field=to_camel_case(each.field), message=each.message) for each in error.problems]
        return ValidationFailed(code=error.code, message=str(error), field_errors=fields)
    raise error
