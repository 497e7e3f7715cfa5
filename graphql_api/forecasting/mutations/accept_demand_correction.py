"""`acceptDemandCorrection`."""

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.forecasting.mutations.decision import DemandCorrectionInput, decide_on
from graphql_api.forecasting.outcomes import PlanningConflict
from graphql_api.forecasting.planner_types import DemandCorrection
from graphql_api.idempotency import IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators


@strawberry.type(description="The correction is applied from the next nightly run on.", directives=operators())
class AcceptDemandCorrectionSuccess:
    """The layer afterwards."""

    correction: DemandCorrection = strawberry.field(description="The layer, with the decision.")


AcceptDemandCorrectionResult = Annotated[
    AcceptDemandCorrectionSuccess | PlanningConflict | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("AcceptDemandCorrectionResult", description="The outcome of `acceptDemandCorrection`."),
]


@strawberry.type
class AcceptDemandCorrectionMutation:
    """`acceptDemandCorrection`."""

    @strawberry.mutation(
        description="Apply a correction of a SKU's demand; for PROMOTION, which is off by default, take out"
        " what promotions brought. Takes effect in the next nightly run.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def accept_demand_correction(
        self,
        info: Info,
        input: Annotated[DemandCorrectionInput, strawberry.argument(description="Which layer.")],
    ) -> AcceptDemandCorrectionResult:
        """Decide."""
        found = await decide_on(info, "ACCEPT_DEMAND_CORRECTION", input, "ACCEPTED")
        return AcceptDemandCorrectionSuccess(correction=found) if isinstance(found, DemandCorrection) else found
