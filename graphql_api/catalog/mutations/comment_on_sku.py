"""`commentOnSku`."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.catalog.comments import ACTION, comment_on_sku
from domain.catalog.errors import SkuNotFoundError
from domain.comments.errors import CommentRefusedError
from domain.comments.repository import comment_by_id
from domain.idempotency.service import once
from graphql_api.catalog.types import SkuComment
from graphql_api.context import Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.outcomes import NotFound, ValidationFailed, invalid, not_found
from graphql_api.permissions import Guard, Role, operators


@strawberry.input(description="A comment on a SKU.")
class CommentOnSkuInput:
    """A SKU and a comment."""

    sku: str = strawberry.field(description="The SKU's code.")
    body: str = strawberry.field(description="The comment, 1 to 10,000 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The comment was added.", directives=operators())
class CommentOnSkuSuccess:
    """The new comment."""

    comment: SkuComment = strawberry.field(description="The new comment.")


CommentOnSkuResult = Annotated[
    CommentOnSkuSuccess | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("CommentOnSkuResult", description="The outcome of `commentOnSku`."),
]


@strawberry.type
class CommentOnSkuMutation:
    """`commentOnSku`."""

    @strawberry.mutation(
        description="Add a comment to a SKU; it can't be changed afterwards.", extensions=[Guard(Role.OPERATOR)]
    )
    async def comment_on_sku(
        self,
        info: Info,
        input: Annotated[CommentOnSkuInput, strawberry.argument(description="The comment.")],
    ) -> CommentOnSkuResult:
        """Check, comment, audit."""
        context, caller = info.context, info.context.signed_in()

        def act(session: Session) -> dict[str, object]:
            return once(
                session,
                caller.user_id,
                input.idempotency_key,
                operation=ACTION,
                body=body_of(input),
                now=caller.now,
                act=lambda: {"id": comment_on_sku(session, caller, input.sku, input.body)},
            )

        try:
            answer = await context.unit_of_work(act)
        except KEY_ERRORS as error:
            return refused_key(error)
        except CommentRefusedError as error:
            return invalid("body", str(error))
        except SkuNotFoundError:
            return not_found("SKU")
        (row,) = await context.rows(comment_by_id(int(str(answer["id"]))))
        return CommentOnSkuSuccess(comment=SkuComment.of(row))
