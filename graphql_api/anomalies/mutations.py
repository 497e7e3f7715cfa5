"""Mutations of anomalies."""

from datetime import date
from types import MappingProxyType
from typing import Self

import strawberry
from sqlalchemy.orm import Session

from domain.anomalies import service
from domain.anomalies.errors import (
    AnomalyChangedError,
    AnomalyNotFoundError,
    SnoozeRefusedError,
    StatusRefusedError,
)
from domain.anomalies.service import Look
from domain.identity.caller import Caller
from graphql_api.anomalies.queries import find
from graphql_api.anomalies.types import Anomaly, AnomalyFeedback, AnomalyStatus
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed, not_found
from graphql_api.permissions import Guard, Role
from graphql_api.rows import asked


@object_type
class AnomalyVersionConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """The anomaly was changed by someone else; nothing was changed. Reload it and try again."""

    version: int = field("The anomaly's version now.")
    status: AnomalyStatus = field("Its status now.")

    @classmethod
    def of(cls, error: AnomalyChangedError) -> Self:
        """With the version and status that won."""
        status = AnomalyStatus[error.status]
        return cls(code=error.code, message=str(error), version=error.version, status=status)


@object_type
class AnomalyChangeRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """The anomaly's status does not allow it; nothing was changed. `code` is ILLEGAL_STATUS."""


@input_type
class AnomalyVersionInput:
    """The anomaly at the version that you read."""

    id: strawberry.ID = field("The anomaly's `id`.")
    expected_version: int = field("The `version` that you read; if the anomaly has changed since, nothing is changed.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)

    def look(self, as_of: date) -> Look:
        """As the domain takes it."""
        return Look(key_of("Anomaly", self.id), self.expected_version, as_of)


@input_type
class SnoozeAnomalyInput(AnomalyVersionInput):
    """The anomaly at the version that you read, and until when."""

    until: date = field("The business day on which it is open again: after today, at most 366 days ahead.")


@input_type
class RateAnomalyInput(AnomalyVersionInput):
    """The anomaly at the version that you read, and your rating."""

    feedback: AnomalyFeedback = field("Whether the alert was useful.")


async def _published_day(context: Context, _: object) -> date:
    """The date as of which the anomaly is looked for: that of the published run."""
    run = await context.published_run()
    if run is None:
        raise AnomalyNotFoundError
    return run.logical_date


async def _read(info: Info, anomaly_id: int) -> Anomaly | NotFound:
    return await find(info.context, anomaly_id, asked(info)) or not_found("anomaly")


anomaly_mutation = MutationFamily(
    "AnomalyResult",
    Anomaly,
    _read,
    MappingProxyType(
        {
            AnomalyChangedError: Refusal(AnomalyVersionConflict, reason=lambda _: "it is at another version"),
            StatusRefusedError: Refusal(AnomalyChangeRefused, reason=str),
            SnoozeRefusedError: Refusal(ValidationFailed),
            AnomalyNotFoundError: Refusal(NotFound),
            **KEY_REFUSALS,
        }
    ),
    prepare=_published_day,
)


@anomaly_mutation("ACKNOWLEDGE_ANOMALY", Guard(Role.OPERATOR))
def acknowledge_anomaly(session: Session, caller: Caller, input: AnomalyVersionInput, as_of: date) -> int:
    """Acknowledge an anomaly; you become its owner."""
    return service.acknowledge(session, caller, input.look(as_of))


@anomaly_mutation("SNOOZE_ANOMALY", Guard(Role.OPERATOR))
def snooze_anomaly(session: Session, caller: Caller, input: SnoozeAnomalyInput, as_of: date) -> int:
    """Snooze an anomaly until a day, on which it is open again."""
    return service.snooze(session, caller, input.look(as_of), input.until)


@anomaly_mutation("RESOLVE_ANOMALY", Guard(Role.OPERATOR))
def resolve_anomaly(session: Session, caller: Caller, input: AnomalyVersionInput, as_of: date) -> int:
    """Resolve an anomaly; this is final."""
    return service.resolve(session, caller, input.look(as_of))


@anomaly_mutation("RATE_ANOMALY", Guard(Role.OPERATOR))
def rate_anomaly(session: Session, caller: Caller, input: RateAnomalyInput, as_of: date) -> int:
    """Rate whether an alert was useful, in any status; the last rating counts.

    Ratings make a type's thresholds stricter or looser from the next nightly run on.
    """
    return service.rate(session, caller, input.look(as_of), is_useful=input.feedback is AnomalyFeedback.USEFUL)
