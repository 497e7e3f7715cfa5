"""`dismissRecommendation`."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.idempotency.service import once
from domain.replenishment import service
from domain.replenishment.errors import DismissalRefusedError, ReasonRefusedError
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.outcomes import UserError, ValidationFailed, invalid
from graphql_api.permissions import Guard, Role, operators
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation, read_recommendation_id, recommendation_columns
from graphql_api.rows import asked

ACTION = "DISMISS_RECOMMENDATION"


@strawberry.input(description="The recommendation and the reason.")
class DismissRecommendationInput:
    """A recommendation and a reason."""

    id: strawberry.ID = strawberry.field(
        description="The recommendation's `id`; it names the run, so that an outdated one is noticed."
    )
    reason: str = strawberry.field(description="The reason, 1 to 2,000 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(
    description="The recommendation is dismissed, in later runs too: for 28 days at the same supplier, unless more than"
    " a quarter more units are recommended or a stock-out is likelier by more than 0.10.",
    directives=operators(),
)
class DismissRecommendationSuccess:
    """The recommendation afterwards."""

    recommendation: Recommendation = strawberry.field(description="The recommendation as it is now.")


@strawberry.type(
    description="The recommendation can't be dismissed; nothing was changed. `code` is OUTDATED, ORDERED, DISMISSED,"
    " SUPERSEDED or NOTHING_TO_ORDER.",
    directives=operators(),
)
class DismissalRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """A decision that comes too late or is none."""


DismissRecommendationResult = Annotated[
    DismissRecommendationSuccess | DismissalRefused | IdempotencyConflict | ValidationFailed,
    strawberry.union("DismissRecommendationResult", description="The outcome of `dismissRecommendation`."),
]


@strawberry.type
class DismissRecommendationMutation:
    """`dismissRecommendation`."""

    @strawberry.mutation(
        description="Dismiss a recommendation of the published run; it can no longer be ordered.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def dismiss_recommendation(
        self,
        info: Info,
        input: Annotated[
            DismissRecommendationInput, strawberry.argument(description="The recommendation and the reason.")
        ],
    ) -> DismissRecommendationResult:
        """Check, dismiss, audit."""
        context, caller = info.context, info.context.signed_in()
        run_id, product_id = read_recommendation_id(input.id)

        def act(session: Session) -> dict[str, object]:
            service.dismiss(session, caller, run_id, product_id, reason=input.reason)
            return {}

        def dismiss(session: Session) -> dict[str, object]:
            return once(
                session,
                caller.user_id,
                input.idempotency_key,
                operation=ACTION,
                body=body_of(input),
                now=caller.now,
                act=lambda: act(session),
            )

        try:
            await context.unit_of_work(dismiss)
        except DismissalRefusedError as error:
            return DismissalRefused(code=error.code, message=str(error))
        except ReasonRefusedError as error:
            return invalid("reason", str(error))
        except KEY_ERRORS as error:
            return refused_key(error)
        fields = recommendation_columns(asked(info, ("recommendation",)))
        row = await context.loader(RecommendationByProductIdLoader).load((product_id, fields))
        if row is None:
            return DismissalRefused(
                code="OUTDATED", message="A new run has just been published; reload the recommendation."
            )
        return DismissRecommendationSuccess(recommendation=Recommendation.of(row))
