"""What subscriptions share: a poll of the database every two seconds, for as long as the caller stays signed in.

Between polls no connection is held. Each poll reads the caller's identity again, so that signing out, disabling, a
change of role and the end of the access token count within seconds.
"""

import asyncio
from collections.abc import AsyncGenerator

from graphql_api.context import Context
from graphql_api.errors import UnauthenticatedError
from graphql_api.permissions import Role

LOOK_SECONDS = 2.0


async def looks(context: Context) -> AsyncGenerator[None, None]:
    """Once now, and again every two seconds.

    Raises:
        UnauthenticatedError: the caller is not signed in any more.
    """
    yield
    while not context.services.closing.is_set():
        await asyncio.sleep(LOOK_SECONDS)
        await context.look_again()
        if context.caller is None or not context.caller.may(Role.OPERATOR.name):
            raise UnauthenticatedError
        yield
