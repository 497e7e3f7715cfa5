"""`acknowledgeAnomaly`."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.anomalies.service import Look, acknowledge
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


@strawberry.input(description="The anomaly at the version that you read.")
class AcknowledgeAnomalyInput:
    """An anomaly at a version."""

    id: strawberry.ID = strawberry.field(description="The anomaly's `id`.")
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The anomaly is acknowledged; you are its owner.", directives=operators())
class AcknowledgeAnomalySuccess:
    """The anomaly afterwards."""

    anomaly: Anomaly = strawberry.field(description="The anomaly as it is now.")


AcknowledgeAnomalyResult = Annotated[
    AcknowledgeAnomalySuccess
    | AnomalyVersionConflict
    | AnomalyChangeRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union("AcknowledgeAnomalyResult", description="The outcome of `acknowledgeAnomaly`."),
]


@strawberry.type
class AcknowledgeAnomalyMutation:
    """`acknowledgeAnomaly`."""

    @strawberry.mutation(description="Acknowledge an anomaly; you become its owner.", extensions=[Guard(Role.OPERATOR)])
    async def acknowledge_anomaly(
        self,
        info: Info,
        input: Annotated[AcknowledgeAnomalyInput, strawberry.argument(description="Which one.")],
    ) -> AcknowledgeAnomalyResult:
        """Check, acknowledge, audit."""

        def work(session: Session, caller: Caller, look: Look) -> None:
            acknowledge(session, caller, look)

        found = await change_anomaly(info, "ACKNOWLEDGE_ANOMALY", input, work)
        return AcknowledgeAnomalySuccess(anomaly=found) if isinstance(found, Anomaly) else found
