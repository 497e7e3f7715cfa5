"""Who is signed in, who may sign in, and with which tokens programs do."""

from typing import Annotated

import strawberry

from domain.identity.repository import BY_EMAIL, list_tokens, select_users
from graphql_api.connections import After, Connection, First, check_search, read_page
from graphql_api.context import Info
from graphql_api.decorators import argument, resolver
from graphql_api.errors import ForbiddenError, UnauthenticatedError
from graphql_api.identity.types import ApiToken, User
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Role


@resolver(Guard(Role.OPERATOR))
async def me(info: Info) -> User:
    """The signed-in user."""
    if info.context.user is None:
        raise UnauthenticatedError
    return User.of(info.context.user)


@resolver(Guard(Role.ADMIN))
async def users(
    info: Info,
    first: First,
    after: After = None,
    search: Annotated[
        str | None,
        argument("Part of the address or name, in any case; at most 100 characters."),
    ] = None,
) -> Connection[User]:
    """All users by address, page by page, the disabled ones too."""
    query = select_users(check_search(search))
    return await read_page(info, User, lambda _: query, BY_EMAIL, first=first, after=after)


@resolver(Guard(Role.OPERATOR, is_for_people_only=True))
async def api_tokens(
    info: Info,
    user_id: Annotated[
        strawberry.ID | None,
        argument("The user's id; absent: your own. Other users' for ADMIN only."),
    ] = None,
) -> list[ApiToken]:
    """The API tokens that were not revoked, the newest first: your own, or as ADMIN a user's."""
    caller = info.context.signed_in()
    owner = caller.user_id if user_id is None else key_of("User", user_id)
    if owner != caller.user_id and not caller.may("ADMIN"):
        info.context.denied.append(info.field_name)
        raise ForbiddenError("apiTokens of others needs the role ADMIN or above.")
    async with info.context.reading() as reading:
        return ApiToken.of_all(await list_tokens(reading, owner))
