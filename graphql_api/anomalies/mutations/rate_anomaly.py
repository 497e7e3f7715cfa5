"""`rateAnomaly`."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.anomalies.service import Look, rate
from domain.identity.caller import Caller
from graphql_api.anomalies.outcomes import (
    EXPECTED_VERSION,
    AnomalyChangeRefused,
    AnomalyVersionConflict,
    change_anomaly,
)
from graphql_api.anomalies.types import Anomaly, AnomalyFeedback
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators


@strawberry.input(description="The anomaly at the version that you read, and your rating.")
class RateAnomalyInput:
    """An anomaly at a version."""

    id: strawberry.ID = strawberry.field(description="The anomaly's `id`.")
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    feedback: AnomalyFeedback = strawberry.field(description="Whether the alert was useful.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The rating takes effect in the next nightly run.", directives=operators())
class RateAnomalySuccess:
    """The anomaly afterwards."""

    anomaly: Anomaly = strawberry.field(description="The anomaly as it is now.")


RateAnomalyResult = Annotated[
    RateAnomalySuccess
    | AnomalyVersionConflict
    | AnomalyChangeRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union("RateAnomalyResult", description="The outcome of `rateAnomaly`."),
]


@strawberry.type
class RateAnomalyMutation:
    """`rateAnomaly`."""

    @strawberry.mutation(
        description="Rate whether an alert was useful, in any status; the last rating counts. Ratings"
        " make a type's thresholds stricter or looser.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def rate_anomaly(
        self,
        info: Info,
        input: Annotated[RateAnomalyInput, strawberry.argument(description="Which one.")],
    ) -> RateAnomalyResult:
        """Check, rate, audit."""

        def work(session: Session, caller: Caller, look: Look) -> None:
            rate(session, caller, look, is_useful=input.feedback is AnomalyFeedback.USEFUL)

        found = await change_anomaly(info, "RATE_ANOMALY", input, work)
        return RateAnomalySuccess(anomaly=found) if isinstance(found, Anomaly) else found
