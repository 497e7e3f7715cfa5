"""`logout`: the end of one session, or of all of a user's."""

from typing import Annotated

import strawberry

from domain.identity.rules import Viewer
from domain.identity.sessions import find_session, sign_out
from graphql_api.context import Context, Info
from graphql_api.permissions import public


@strawberry.input(description="What to end.")
class LogoutInput:
    """How far the logout reaches."""

    everywhere: bool = strawberry.field(default=False, description="Also end the user's sessions on other devices.")


@strawberry.type(
    description="The session has ended: its access token and its cookie count no more.", directives=public()
)
class LogoutSuccess:
    """Signed out."""

    was_signed_in: bool = strawberry.field(description="Whether there was a session to end.")


LogoutResult = Annotated[
    LogoutSuccess, strawberry.union("LogoutResult", description="The outcome of `logout`; it does not fail.")
]


@strawberry.type
class LogoutMutation:
    """Signing out."""

    @strawberry.mutation(
        description="End the session of the access token or, without one, of the cookie; from the next request on.",
        directives=public(),
    )
    async def logout(
        self,
        info: Info,
        input: Annotated[LogoutInput, strawberry.argument(description="What to end.")],  # noqa: A002  # the schema's own word
    ) -> LogoutResult:
        """End it, also when the access token has ended and only the cookie is left."""
        context = info.context
        client, now = context.client, context.services.clock()
        found = await _session_of(context)
        if found is not None:
            viewer, family_id = found
            await context.unit_of_work(
                lambda session: sign_out(session, viewer, family_id, client, now=now, everywhere=input.everywhere)
            )
        context.new_cookie = ""
        return LogoutSuccess(was_signed_in=found is not None)


async def _session_of(context: Context) -> tuple[Viewer, str] | None:
    if context.viewer is not None and context.family_id is not None:
        return context.viewer, context.family_id
    secret, now = context.refresh_token, context.services.clock()
    if not secret:
        return None
    return await context.unit_of_work(lambda session: find_session(session, secret, now))
