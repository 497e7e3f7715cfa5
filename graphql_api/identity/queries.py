"""Who is signed in."""

import strawberry

from graphql_api.context import Info
from graphql_api.errors import UnauthenticatedError
from graphql_api.identity.types import User
from graphql_api.permissions import Guard, Role


@strawberry.type
class IdentityQueries:
    """Questions about the signed-in user."""

    @strawberry.field(description="The signed-in user.", extensions=[Guard(Role.OPERATOR)])
    async def me(self, info: Info) -> User:
        """The viewer of the request."""
        if info.context.viewer is None:
            raise UnauthenticatedError
        return User(viewer=info.context.viewer)
