"""`resolveAnomaly`."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.anomalies.service import Look, resolve
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
class ResolveAnomalyInput:
    """An anomaly at a version."""

    id: strawberry.ID = strawberry.field(description="The anomaly's `id`.")
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The anomaly is resolved.", directives=operators())
class ResolveAnomalySuccess:
    """The anomaly afterwards."""

    anomaly: Anomaly = strawberry.field(description="The anomaly as it is now.")


ResolveAnomalyResult = Annotated[
    ResolveAnomalySuccess
    | AnomalyVersionConflict
    | AnomalyChangeRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union("ResolveAnomalyResult", description="The outcome of `resolveAnomaly`."),
]


@strawberry.type
class ResolveAnomalyMutation:
    """`resolveAnomaly`."""

    @strawberry.mutation(description="Resolve an anomaly; this is final.", extensions=[Guard(Role.OPERATOR)])
    async def resolve_anomaly(
        self,
        info: Info,
        input: Annotated[ResolveAnomalyInput, strawberry.argument(description="Which one.")],
    ) -> ResolveAnomalyResult:
        """Check, resolve, audit."""

        def work(session: Session, caller: Caller, look: Look) -> None:
            resolve(session, caller, look)

        found = await change_anomaly(info, "RESOLVE_ANOMALY", input, work)
        return ResolveAnomalySuccess(anomaly=found) if isinstance(found, Anomaly) else found
