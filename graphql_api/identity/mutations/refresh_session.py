"""`refreshSession`: the next access token of a session."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.identity.sessions import JustRenewed, renew
from domain.identity.tokens import issue_access_token
from graphql_api.context import Info
from graphql_api.described import field, public_type, secret_field
from graphql_api.outcomes import UserError
from graphql_api.permissions import public

RETRY_SECONDS = 1


@public_type
class RefreshSessionSuccess:
    """The session continues; the answer's cookie replaces the one before."""

    access_token: str = secret_field("Sent with every request as `Authorization: Bearer …`.")
    expires_at: datetime = field("When the token ends, in UTC.")


@public_type
class SessionEnded(UserError):  # noqa: N818  # the schema's own word, no exception
    """There is no session to continue; sign in again."""


@public_type
class SessionJustRenewed(UserError):  # noqa: N818  # the schema's own word, no exception
    """Another tab of this browser renewed the session less than ten seconds ago. Retry: the browser holds the newer
    cookie by then.
    """

    retry_after_seconds: int = field("Seconds after which to retry.")


RefreshSessionResult = Annotated[
    RefreshSessionSuccess | SessionJustRenewed | SessionEnded,
    strawberry.union("RefreshSessionResult", description="The outcome of `refreshSession`."),
]


@strawberry.type
class RefreshSessionMutation:
    """Staying signed in."""

    @strawberry.mutation(
        description="Exchange the cookie of `login` for a new one and an access token; once per request. A cookie that"
        " was exchanged before may be stolen: its session ends, and the user is notified; within ten seconds"
        " from the same address and program it is taken for another tab's, see `SessionJustRenewed`.",
        directives=public(),
    )
    async def refresh_session(self, info: Info) -> RefreshSessionResult:
        """A token, the end of the session, or another try."""
        context, services = info.context, info.context.services
        secret, caller = context.refresh_token, context.anonymous
        opened = None
        if secret:
            opened = await context.unit_of_work(lambda session: renew(session, caller, secret))
        if isinstance(opened, JustRenewed):
            return SessionJustRenewed(
                code="SESSION_JUST_RENEWED",
                message="Another tab renewed this session a moment ago; retry.",
                retry_after_seconds=RETRY_SECONDS,
            )
        if opened is None:
            context.new_cookie = ""
            return SessionEnded(code="SESSION_ENDED", message="The session has ended; sign in again.")
        context.new_cookie = opened.refresh_token
        token = issue_access_token(
            services.secret_key, opened.user, opened.family_id, now=caller.now, minutes=services.access_token_minutes
        )
        return RefreshSessionSuccess(access_token=token.text, expires_at=token.expires_at)
