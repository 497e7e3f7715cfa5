"""Refusals of changes of anomalies as members of the result unions, and the one path that they take."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

import strawberry
from sqlalchemy.orm import Session

from domain.anomalies.errors import (
    AnomalyChangedError,
    AnomalyChangeError,
    AnomalyNotFoundError,
    SnoozeRefusedError,
    StatusRefusedError,
)
from domain.anomalies.repository import find_anomaly
from domain.anomalies.service import Look
from domain.idempotency.service import once
from domain.identity.caller import Caller
from graphql_api.anomalies.types import Anomaly, AnomalyStatus, anomaly_columns
from graphql_api.context import Context, Info
from graphql_api.idempotency import KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed, invalid, not_found
from graphql_api.permissions import operators
from graphql_api.rows import asked

EXPECTED_VERSION = "The `version` that you read; if the anomaly has changed since, nothing is changed."


@strawberry.type(
    description="The anomaly was changed by someone else; nothing was changed. Reload it and try again.",
    directives=operators(),
)
class AnomalyVersionConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """A lost race."""

    version: int = strawberry.field(description="The anomaly's version now.")
    status: AnomalyStatus = strawberry.field(description="Its status now.")


@strawberry.type(
    description="The anomaly's status does not allow it; nothing was changed. `code` is ILLEGAL_STATUS.",
    directives=operators(),
)
class AnomalyChangeRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """A change that the life of an anomaly does not know."""


class Given(Protocol):
    """What every input of a change has."""

    id: strawberry.ID
    expected_version: int
    idempotency_key: str | None


AnomalyRefused: TypeAlias = (
    AnomalyVersionConflict | AnomalyChangeRefused | IdempotencyConflict | ValidationFailed | NotFound
)


async def change_anomaly(
    info: Info, action: str, given: Given, work: Callable[[Session, Caller, Look], None]
) -> Anomaly | AnomalyRefused:
    """Carry out a change in one unit of work, once per idempotency key; the anomaly afterwards, or the refusal."""
    context, caller = info.context, info.context.signed_in()
    anomaly_id, published = key_of("Anomaly", given.id), await context.published_run()
    if published is None:
        return not_found("anomaly")
    look = Look(anomaly_id, given.expected_version, published.logical_date)

    def effect(session: Session) -> dict[str, object]:
        work(session, caller, look)
        return {}

    def act(session: Session) -> dict[str, object]:
        return once(
            session,
            caller.user_id,
            given.idempotency_key,
            operation=action,
            body=body_of(given),
            now=caller.now,
            act=lambda: effect(session),
        )

    try:
        await context.unit_of_work(act)
    except KEY_ERRORS as error:
        return refused_key(error)
    except AnomalyChangeError as error:
        return await _refusal(context, action, error)
    async with context.reading() as reading:
        wanted = anomaly_columns(asked(info, ("anomaly",)))
        row = await find_anomaly(reading, look.as_of, caller.today, anomaly_id=anomaly_id, columns=wanted)
    return not_found("anomaly") if row is None else Anomaly.of(row)


async def _refusal(context: Context, action: str, error: AnomalyChangeError) -> AnomalyRefused:
    if isinstance(error, AnomalyNotFoundError):
        return not_found("anomaly")
    if isinstance(error, SnoozeRefusedError):
        return invalid("until", str(error))
    if isinstance(error, AnomalyChangedError):
        await context.note_refusal(action, "it is at another version")
        return AnomalyVersionConflict(
            code=error.code, message=str(error), version=error.version, status=AnomalyStatus[error.status]
        )
    if isinstance(error, StatusRefusedError):
        await context.note_refusal(action, str(error))
        return AnomalyChangeRefused(code=error.code, message=str(error))
    raise error
