"""Who is signed in, who may sign in, and with which tokens programs do."""

from collections.abc import Collection
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.repository import BY_EMAIL, count_users, list_users
from domain.identity.token_repository import list_tokens
from graphql_api.connections import After, Connection, First, check_search, read_page
from graphql_api.context import Info
from graphql_api.described import argument, resolver
from graphql_api.errors import ForbiddenError, UnauthenticatedError
from graphql_api.identity.types import ApiToken, User
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Role
from kit.paging import Page
from kit.reading import AnyRow


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
    return await read_page(
        info, User, BY_EMAIL, _list, count_users, first=first, after=after, search=check_search(search)
    )


async def _list(
    reading: AsyncConnection,
    *,
    columns: Collection[str],  # noqa: ARG001  # a user is read as a whole, as for every request
    after: str | None,
    first: int,
    search: str | None,
) -> Page[AnyRow]:
    return await list_users(reading, after=after, first=first, search=search)


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
