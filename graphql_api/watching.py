"""What subscriptions share: a look at the database every two seconds, for as long as the asker stays signed in.

Between looks nothing is held, no connection either. A look reads anew who asks, so that signing out, disabling, a
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
        UnauthenticatedError: the asker is not signed in any more.
    """
    yield
    while not context.services.closing.is_set():
        await asyncio.sleep(LOOK_SECONDS)
        await context.look_again()
        if context.viewer is None or not context.viewer.may(Role.OPERATOR.name):
            raise UnauthenticatedError
        yield
