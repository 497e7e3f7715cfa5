"""`createPurchaseOrdersFromRecommendations`."""

from typing import Annotated

import strawberry

from domain.purchasing.errors import ConfirmationRequiredError, PurchasingError, RecommendationsRefusedError
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.inputs import CONFIRMED, ConfirmedWarningInput, confirmed_of
from graphql_api.purchasing.outcomes import (
    ActionRefused,
    ConfirmationRequired,
    RecommendationsRefused,
    VersionConflict,
    all_shown,
    carry_out,
    refusal,
    refused_recommendations,
    unconfirmed,
)
from graphql_api.purchasing.types import PurchaseOrder
from graphql_api.replenishment.types import read_recommendation_id

ACTION = "CREATE_PURCHASE_ORDERS_FROM_RECOMMENDATIONS"


@strawberry.input(description="A recommendation to order.")
class RecommendationChoiceInput:
    """Which one, and how many if not as recommended."""

    id: strawberry.ID = strawberry.field(description="The recommendation's `id`.")
    quantity: int | None = strawberry.field(default=None, description="Units; absent: what remains of it.")
    is_checked: bool = strawberry.field(
        default=False,
        description="Confirms that the SKU's data were checked; without it, nothing of trust grade D is ordered.",
    )
    is_additional: bool = strawberry.field(
        default=False,
        description="Confirms ordering more although orders cover it; without it, ORDERED or ALREADY_ORDERED.",
    )

    def choice(self) -> Choice:
        """The domain's choice.

        Raises:
            BadInputError: the id is not a recommendation's.
        """
        return Choice(*read_recommendation_id(self.id), self.quantity, self.is_checked, self.is_additional)


@strawberry.input(description="What to order.")
class CreatePurchaseOrdersFromRecommendationsInput:
    """Chosen recommendations."""

    recommendations: list[RecommendationChoiceInput] = strawberry.field(description="1 to 200, each once.")
    confirmed: list[ConfirmedWarningInput] = strawberry.field(default_factory=list, description=CONFIRMED)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The orders are drafts, one for each supplier.", directives=operators())
class CreatePurchaseOrdersFromRecommendationsSuccess:
    """The new orders."""

    purchase_orders: list[PurchaseOrder] = strawberry.field(description="The new orders.")


CreatePurchaseOrdersFromRecommendationsResult = Annotated[
    CreatePurchaseOrdersFromRecommendationsSuccess
    | RecommendationsRefused
    | ConfirmationRequired
    | VersionConflict
    | ActionRefused
    | IdempotencyConflict
    | ValidationFailed
    | NotFound,
    strawberry.union(
        "CreatePurchaseOrdersFromRecommendationsResult",
        description="The outcome of `createPurchaseOrdersFromRecommendations`.",
    ),
]


@strawberry.type
class CreatePurchaseOrdersFromRecommendationsMutation:
    """`createPurchaseOrdersFromRecommendations`."""

    @strawberry.mutation(
        description="Make drafts of recommendations of the published run, one for each supplier; all or none.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def create_purchase_orders_from_recommendations(
        self,
        info: Info,
        input: Annotated[
            CreatePurchaseOrdersFromRecommendationsInput, strawberry.argument(description="What to order.")
        ],
    ) -> CreatePurchaseOrdersFromRecommendationsResult:
        """Check, split by supplier, create."""
        choices = [recommendation.choice() for recommendation in input.recommendations]
        confirmed = confirmed_of(input.confirmed)
        try:
            order_ids = await carry_out(
                info,
                ACTION,
                input,
                lambda session, caller: create_from_recommendations(session, caller, choices, confirmed),
            )
        except ConfirmationRequiredError as error:
            return unconfirmed(error)
        except RecommendationsRefusedError as error:
            return refused_recommendations(error)
        except (PurchasingError, *KEY_ERRORS) as error:
            return await refusal(info.context, ACTION, error, None)
        orders = await all_shown(info, order_ids, "purchaseOrders")
        return CreatePurchaseOrdersFromRecommendationsSuccess(purchase_orders=orders)
