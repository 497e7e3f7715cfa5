"""Operations that change purchase orders, one file each."""

import strawberry

from graphql_api.purchasing.mutations.approve import ApprovePurchaseOrderMutation
from graphql_api.purchasing.mutations.bulk import BulkMutations
from graphql_api.purchasing.mutations.cancel import CancelPurchaseOrderMutation
from graphql_api.purchasing.mutations.comment import CommentOnPurchaseOrderMutation
from graphql_api.purchasing.mutations.complete import CompletePurchaseOrderMutation
from graphql_api.purchasing.mutations.create import CreatePurchaseOrderMutation
from graphql_api.purchasing.mutations.create_from_recommendations import (
    CreatePurchaseOrdersFromRecommendationsMutation,
)
from graphql_api.purchasing.mutations.receive import ReceivePurchaseOrderMutation
from graphql_api.purchasing.mutations.reject import RejectPurchaseOrderMutation
from graphql_api.purchasing.mutations.reopen import ReopenPurchaseOrderMutation
from graphql_api.purchasing.mutations.submit import SubmitPurchaseOrderMutation
from graphql_api.purchasing.mutations.update import UpdatePurchaseOrderMutation


@strawberry.type
class PurchasingMutations(
    CreatePurchaseOrderMutation,
    CreatePurchaseOrdersFromRecommendationsMutation,
    UpdatePurchaseOrderMutation,
    SubmitPurchaseOrderMutation,
    ApprovePurchaseOrderMutation,
    RejectPurchaseOrderMutation,
    ReopenPurchaseOrderMutation,
    ReceivePurchaseOrderMutation,
    CompletePurchaseOrderMutation,
    CancelPurchaseOrderMutation,
    CommentOnPurchaseOrderMutation,
    BulkMutations,
):
    """All of them."""
