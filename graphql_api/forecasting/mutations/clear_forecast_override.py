"""`clearForecastOverride`."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.forecasting.planner_service import clear_override
from domain.identity.caller import Caller
from graphql_api.context import Info
from graphql_api.forecasting.outcomes import PlanningConflict, carry_out
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.node import global_id, key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators


@strawberry.input(description="The override at the version that you read.")
class ClearForecastOverrideInput:
    """An override at a version."""

    id: strawberry.ID = strawberry.field(description="The override's `id`.")
    expected_version: int = strawberry.field(
        description="The `version` that you read; if it has changed since, nothing is changed."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The override is not applied from the next nightly run on.", directives=operators())
class ClearForecastOverrideSuccess:
    """What was cleared."""

    cleared_id: strawberry.ID = strawberry.field(description="The cleared override's `id`.")


ClearForecastOverrideResult = Annotated[
    ClearForecastOverrideSuccess | PlanningConflict | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("ClearForecastOverrideResult", description="The outcome of `clearForecastOverride`."),
]


@strawberry.type
class ClearForecastOverrideMutation:
    """`clearForecastOverride`."""

    @strawberry.mutation(
        description="Clear an override. Its effect on published forecasts stays on record and is scored.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def clear_forecast_override(
        self,
        info: Info,
        input: Annotated[ClearForecastOverrideInput, strawberry.argument(description="Which one.")],
    ) -> ClearForecastOverrideResult:
        """Check, clear."""
        number = key_of("ForecastOverride", input.id)

        def work(session: Session, caller: Caller) -> int:
            clear_override(session, caller, number, input.expected_version)
            return number

        found = await carry_out(info, "CLEAR_FORECAST_OVERRIDE", input, work)
        if not isinstance(found, int):
            return found
        return ClearForecastOverrideSuccess(cleared_id=global_id("ForecastOverride", found))
