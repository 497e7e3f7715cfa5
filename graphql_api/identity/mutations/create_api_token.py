"""`createApiToken`: a program's way to sign in."""

from typing import Annotated

import strawberry

from domain.identity.api_tokens import IssuedToken, issue_api_token
from domain.identity.errors import NameRefusedError, TokenRefusedError, TooManyTokensError
from graphql_api.context import Context, Info
from graphql_api.errors import UnauthenticatedError
from graphql_api.identity.refusals import TOKEN_FIELDS, refused_value
from graphql_api.identity.types import ApiToken, TooManyTokens
from graphql_api.outcomes import ValidationFailed
from graphql_api.permissions import Guard, Role, Scope, operators

ACTION = "CREATE_API_TOKEN"


@strawberry.input(description="What the token is for, what it may do and how long.")
class CreateApiTokenInput:
    """A new token."""

    name: str = strawberry.field(description="What it is for, at most 100 characters.")
    scopes: list[Scope] = strawberry.field(description="What the program may do, at least one.")
    days: int = strawberry.field(default=90, description="Days until it ends, from 1 to 366.")


@strawberry.type(
    description="The token was made. Its text is told this once; only its hash is kept.", directives=operators()
)
class CreateApiTokenSuccess:
    """A new token and its text."""

    api_token: ApiToken = strawberry.field(description="The token's description.")
    text: str = strawberry.field(description="Sent with every request as `Authorization: Bearer jgo_…`.")


CreateApiTokenResult = Annotated[
    CreateApiTokenSuccess | TooManyTokens | ValidationFailed,
    strawberry.union("CreateApiTokenResult", description="The outcome of `createApiToken`."),
]


@strawberry.type
class CreateApiTokenMutation:
    """Making API tokens."""

    @strawberry.mutation(
        description="Make an API token of one's own. It may do what its scopes name and its owner's role allows at the"
        " time of use.",
        extensions=[Guard(Role.OPERATOR, is_for_people_only=True)],
    )
    async def create_api_token(
        self,
        info: Info,
        input: Annotated[CreateApiTokenInput, strawberry.argument(description="What for, what and how long.")],  # noqa: A002  # the schema's own word
    ) -> CreateApiTokenResult:
        """Make it, tell its text."""
        context = info.context
        try:
            issued = await _issue(context, input)
        except (NameRefusedError, TokenRefusedError) as error:
            return await refused_value(context, ACTION, error, TOKEN_FIELDS)
        except TooManyTokensError as error:
            await context.note_refusal(ACTION, "too many tokens")
            return TooManyTokens(code="TOO_MANY_TOKENS", message=str(error))
        return CreateApiTokenSuccess(api_token=ApiToken.of(issued.token), text=issued.text)


async def _issue(context: Context, given: CreateApiTokenInput) -> IssuedToken:
    owner, now = context.principal, context.services.clock()
    if owner is None:
        raise UnauthenticatedError
    return await context.unit_of_work(
        lambda session: issue_api_token(
            session,
            owner,
            name=given.name,
            scopes=[scope.name for scope in given.scopes],
            days=given.days,
            now=now,
            actor=context.actor,
        )
    )
