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


@strawberry.type(description="The correction shall hold from the next night on.", directives=operators())
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
        description="Let a correction of a SKU's demand hold; for PROMOTION, which does not hold by itself, take out"
        " what promotions brought. Applied by the next night.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def accept_demand_correction(
        self,
        info: Info,
        input: Annotated[DemandCorrectionInput, strawberry.argument(description="Which layer.")],  # noqa: A002  # the schema's own word
    ) -> AcceptDemandCorrectionResult:
        """Decide."""
        found = await decide_on(info, "ACCEPT_DEMAND_CORRECTION", input, "ACCEPTED")
        return AcceptDemandCorrectionSuccess(correction=found) if isinstance(found, DemandCorrection) else found
