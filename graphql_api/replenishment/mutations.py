"""Mutations of recommendations."""

from types import MappingProxyType

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.replenishment import service
from domain.replenishment.errors import DismissalRefusedError, ReasonRefusedError
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal
from graphql_api.outcomes import UserError, ValidationFailed
from graphql_api.permissions import Guard, Role
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation, read_recommendation_id
from graphql_api.rows import asked


@object_type
class DismissalRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """The recommendation can't be dismissed; nothing was changed.

    `code` is OUTDATED, ORDERED, DISMISSED, SUPERSEDED or NOTHING_TO_ORDER.
    """


@input_type
class DismissRecommendationInput:
    """The recommendation and the reason."""

    id: strawberry.ID = field("The recommendation's `id`; it names the run, so that an outdated one is noticed.")
    reason: str = field("The reason, 1 to 2,000 characters.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


async def _read(info: Info, product_id: int) -> Recommendation | DismissalRefused:
    fields = Recommendation.columns_of(asked(info))
    row = await info.context.loader(RecommendationByProductIdLoader).load((product_id, fields))
    if row is None:
        message = "A new run has just been published; reload the recommendation."
        return DismissalRefused(code="OUTDATED", message=message)
    return Recommendation.of(row)


recommendation_mutation = MutationFamily(
    "RecommendationResult",
    Recommendation,
    _read,
    MappingProxyType(
        {
            DismissalRefusedError: Refusal(DismissalRefused),
            ReasonRefusedError: Refusal(ValidationFailed),
            **KEY_REFUSALS,
        }
    ),
)


@recommendation_mutation("DISMISS_RECOMMENDATION", Guard(Role.OPERATOR))
def dismiss_recommendation(session: Session, caller: Caller, input: DismissRecommendationInput) -> int:
    """Dismiss a recommendation of the published run; it can no longer be ordered.

    Later runs keep it dismissed too: for 28 days at the same supplier, unless more than a quarter more units are
    recommended or a stock-out is likelier by more than 0.10.
    """
    return service.dismiss(session, caller, *read_recommendation_id(input.id), reason=input.reason)
