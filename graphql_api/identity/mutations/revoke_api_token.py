"""`revokeApiToken`: the end of a program's access."""

from typing import Annotated

import strawberry

from domain.identity.api_tokens import revoke_api_token
from domain.identity.errors import TokenNotFoundError
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.identity.types import ApiToken
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, not_found
from graphql_api.permissions import Guard, Role


@input_type
class RevokeApiTokenInput:
    """Which token."""

    id: strawberry.ID = field("The token's id.")


@object_type
class RevokeApiTokenSuccess:
    """The token is invalid from the next request on."""

    api_token: ApiToken = field("The token's description.")


RevokeApiTokenResult = Annotated[
    RevokeApiTokenSuccess | NotFound,
    strawberry.union("RevokeApiTokenResult", description="The outcome of `revokeApiToken`."),
]


@strawberry.type
class RevokeApiTokenMutation:
    """Ending API tokens."""

    @strawberry.mutation(
        description="Revoke your own API token, or as ADMIN any user's.",
        extensions=[Guard(Role.OPERATOR, is_for_people_only=True)],
    )
    async def revoke_api_token(
        self,
        info: Info,
        input: Annotated[RevokeApiTokenInput, argument("Which token.")],
    ) -> RevokeApiTokenResult:
        """End it."""
        context, caller = info.context, info.context.signed_in()
        token_id = key_of("ApiToken", input.id)
        try:
            token = await context.unit_of_work(lambda session: revoke_api_token(session, caller, token_id))
        except TokenNotFoundError:
            await context.note_refusal("REVOKE_API_TOKEN", "no such token")
            return not_found("API token")
        return RevokeApiTokenSuccess(api_token=ApiToken.of(token))
