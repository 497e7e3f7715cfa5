"""Who is signed in, who may sign in, and with which tokens programs do."""

from functools import partial
from typing import Annotated

import strawberry

from domain.identity.repository import BY_EMAIL, count_users, list_users, user_row_of
from domain.identity.token_repository import list_tokens
from graphql_api.connections import After, Connection, First, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.errors import BadInputError, ForbiddenError, UnauthenticatedError
from graphql_api.identity.types import ApiToken, User
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Role

MAX_SEARCH_LENGTH = 100


@strawberry.type
class IdentityQueries:
    """Questions about users and tokens."""

    @strawberry.field(description="The signed-in user.", extensions=[Guard(Role.OPERATOR)])
    async def me(self, info: Info) -> User:
        """The caller's user."""
        if info.context.user is None:
            raise UnauthenticatedError
        return User(row=info.context.user)

    @strawberry.field(
        description="All users by address, page by page, the disabled ones too.", extensions=[Guard(Role.ADMIN)]
    )
    async def users(
        self,
        info: Info,
        first: First,
        after: After = None,
        search: Annotated[
            str | None,
            strawberry.argument(description="Part of the address or name, in any case; at most 100 characters."),
        ] = None,
    ) -> Connection[User]:
        """A page of users."""
        first, context = page_size(first), info.context
        if search is not None and len(search) > MAX_SEARCH_LENGTH:
            raise BadInputError(f"search has {len(search)} characters; at most {MAX_SEARCH_LENGTH} are allowed.")
        async with context.reading() as reading:
            page = await list_users(reading, search=search, after=after, first=first)
        nodes = [User(row=user_row_of(row)) for row in page.rows]
        return connection(page, BY_EMAIL, nodes, partial(_count, context, search), after)

    @strawberry.field(
        description="The API tokens that were not revoked, the newest first: your own, or as ADMIN a user's.",
        extensions=[Guard(Role.OPERATOR, is_for_people_only=True)],
    )
    async def api_tokens(
        self,
        info: Info,
        user_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="The user's id; absent: your own. Other users' for ADMIN only."),
        ] = None,
    ) -> list[ApiToken]:
        """At most a hundred tokens."""
        caller = info.context.caller
        if caller is None:
            raise UnauthenticatedError
        owner = caller.user_id if user_id is None else key_of("User", user_id)
        if owner != caller.user_id and not caller.may("ADMIN"):
            info.context.denied.append(info.field_name)
            raise ForbiddenError("apiTokens of others needs the role ADMIN or above.")
        async with info.context.reading() as reading:
            return ApiToken.of_all(await list_tokens(reading, owner))


async def _count(context: Context, search: str | None) -> int:
    async with context.reading() as reading:
        return await count_users(reading, search)
