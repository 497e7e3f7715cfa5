"""`refuseDemandCorrection`."""

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.forecasting.mutations.decision import DemandCorrectionInput, decide_on
from graphql_api.forecasting.outcomes import PlanningConflict
from graphql_api.forecasting.planner_types import DemandCorrection
from graphql_api.idempotency import IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators


@strawberry.type(description="The correction is not applied from the next nightly run on.", directives=operators())
class RefuseDemandCorrectionSuccess:
    """The layer afterwards."""

    correction: DemandCorrection = strawberry.field(description="The layer, with the decision.")


RefuseDemandCorrectionResult = Annotated[
    RefuseDemandCorrectionSuccess | PlanningConflict | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("RefuseDemandCorrectionResult", description="The outcome of `refuseDemandCorrection`."),
]


@strawberry.type
class RefuseDemandCorrectionMutation:
    """`refuseDemandCorrection`."""

    @strawberry.mutation(
        description="Don't apply a correction of a SKU's demand: sales count as they are. Takes effect in the next"
        " nightly run.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def refuse_demand_correction(
        self,
        info: Info,
        input: Annotated[DemandCorrectionInput, strawberry.argument(description="Which layer.")],
    ) -> RefuseDemandCorrectionResult:
        """Decide."""
        found = await decide_on(info, "REFUSE_DEMAND_CORRECTION", input, "REFUSED")
        return RefuseDemandCorrectionSuccess(correction=found) if isinstance(found, DemandCorrection) else found
