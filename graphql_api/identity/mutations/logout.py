"""`logout`: the end of one session, or of all of a user's."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.rules import UserRow
from domain.identity.sessions import find_session, sign_out
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, public_type
from graphql_api.permissions import public


@input_type
class LogoutInput:
    """The sessions to end."""

    everywhere: bool = field("Also end the user's sessions on other devices.", default=False)


@public_type
class LogoutSuccess:
    """The session has ended: its access token and its cookie are no longer valid."""

    was_signed_in: bool = field("Whether there was a session to end.")


LogoutResult = Annotated[
    LogoutSuccess, strawberry.union("LogoutResult", description="The outcome of `logout`; it does not fail.")
]


@strawberry.type
class LogoutMutation:
    """Signing out."""

    @strawberry.mutation(
        description="End the sessions of the access token and of the cookie, usually the same one; from the next"
        " request on.",
        directives=public(),
    )
    async def logout(
        self,
        info: Info,
        input: Annotated[LogoutInput, argument("The sessions to end.")],
    ) -> LogoutResult:
        """End it, also when the access token has ended and only the cookie is left."""
        context = info.context
        found = await _sessions_of(context)

        def end(session: Session) -> None:
            for family_id, user in found.items():
                sign_out(session, context.anonymous.as_user(user), family_id, everywhere=input.everywhere)

        await context.unit_of_work(end)
        context.new_cookie = ""
        return LogoutSuccess(was_signed_in=bool(found))


async def _sessions_of(context: Context) -> dict[str, UserRow]:
    """Whose sessions the access token and the cookie belong to, by family: mostly the same one."""
    found, secret, now = {}, context.refresh_token, context.anonymous.now
    of_cookie = await context.unit_of_work(lambda session: find_session(session, secret, now)) if secret else None
    if of_cookie is not None:
        found[of_cookie[1]] = of_cookie[0]
    if context.user is not None and context.family_id is not None:
        found[context.family_id] = context.user
    return found
