"""Mutations of SKUs."""

from types import MappingProxyType

from sqlalchemy.orm import Session

from domain.catalog import service
from domain.catalog.errors import SkuNotFoundError
from domain.comments.errors import CommentRefusedError
from domain.comments.repository import comment_by_id
from domain.identity.caller import Caller
from graphql_api.catalog.types import SkuComment
from graphql_api.context import Info
from graphql_api.decorators import field, input_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role


@input_type
class CommentOnSkuInput:
    """A comment on a SKU."""

    sku: str = field("The SKU's code.")
    body: str = field("The comment, 1 to 10,000 characters.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


async def _read(info: Info, comment_id: int) -> SkuComment:
    (row,) = await info.context.rows(comment_by_id(comment_id))
    return SkuComment.of(row)


comment_mutation = MutationFamily(
    "SkuCommentResult",
    SkuComment,
    _read,
    MappingProxyType(
        {
            SkuNotFoundError: Refusal(NotFound),
            CommentRefusedError: Refusal(ValidationFailed),
            **KEY_REFUSALS,
        }
    ),
)


@comment_mutation(service.ACTION, Guard(Role.OPERATOR))
def comment_on_sku(session: Session, caller: Caller, input: CommentOnSkuInput) -> int:
    """Add a comment to a SKU; it can't be changed afterwards."""
    return service.comment_on_sku(session, caller, input.sku, input.body)
