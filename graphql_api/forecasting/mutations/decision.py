"""What accepting and refusing a correction of demand share."""

import strawberry

from domain.forecasting.planner_service import decide
from graphql_api.context import Info
from graphql_api.forecasting.loaders import CorrectionsByProductIdLoader
from graphql_api.forecasting.outcomes import PlanningRefused, carry_out
from graphql_api.forecasting.planner_types import DemandCorrection, DemandLayer, correction
from graphql_api.idempotency import IDEMPOTENCY_KEY


@strawberry.input(description="A layer of corrections of one SKU.")
class DemandCorrectionInput:
    """SKU and layer."""

    sku: str = strawberry.field(description="The SKU's code.")
    layer: DemandLayer = strawberry.field(description="The layer.")
    expected_version: int = strawberry.field(
        default=0, description="The decision's `version` that you read; 0, or absent: there was none."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


async def decide_on(
    info: Info, action: str, given: DemandCorrectionInput, decision: str
) -> DemandCorrection | PlanningRefused:
    """Decide, and show the layer as it is then."""
    found = await carry_out(
        info,
        action,
        given,
        lambda session, caller: decide(
            session, caller, given.sku, given.layer.name, decision, expected_version=given.expected_version
        ),
    )
    if not isinstance(found, int):
        return found
    made, decided = await info.context.loader(CorrectionsByProductIdLoader).load(found)
    return correction(given.layer, made.get(given.layer.name), decided.get(given.layer.name))
