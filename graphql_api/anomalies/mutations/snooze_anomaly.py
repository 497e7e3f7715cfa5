"""`snoozeAnomaly`."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.anomalies.service import Look, snooze
from domain.identity.caller import Caller
from graphql_api.anomalies.outcomes import (
    EXPECTED_VERSION,
    AnomalyChangeRefused,
    AnomalyVersionConflict,
    change_anomaly,
)
from graphql_api.anomalies.types import Anomaly
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators


@strawberry.input(description="The anomaly at the version that you read, and until when.")
class SnoozeAnomalyInput:
    """An anomaly at a version."""

    id: strawberry.ID = strawberry.field(description="The anomaly's `id`.")
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    until: date = strawberry.field(
        description="The business day on which it is open again: after today, at most 366 days ahead."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The anomaly is snoozed.", directives=operators())
class SnoozeAnomalySuccess:
    """The anomaly afterwards."""

    anomaly: Anomaly = strawberry.field(description="The anomaly as it is now.")


SnoozeAnomalyResult = Annotated[
    SnoozeAnomalySuccess
    | AnomalyVersionConflict
    | AnomalyChangeRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union("SnoozeAnomalyResult", description="The outcome of `snoozeAnomaly`."),
]


@strawberry.type
class SnoozeAnomalyMutation:
    """`snoozeAnomaly`."""

    @strawberry.mutation(
        description="Snooze an anomaly until a day, on which it is open again.", extensions=[Guard(Role.OPERATOR)]
    )
    async def snooze_anomaly(
        self,
        info: Info,
        input: Annotated[SnoozeAnomalyInput, strawberry.argument(description="Which one.")],
    ) -> SnoozeAnomalyResult:
        """Check, snooze, audit."""

        def work(session: Session, caller: Caller, look: Look) -> None:
            snooze(session, caller, look, input.until)

        found = await change_anomaly(info, "SNOOZE_ANOMALY", input, work)
        return SnoozeAnomalySuccess(anomaly=found) if isinstance(found, Anomaly) else found
