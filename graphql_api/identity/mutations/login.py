"""`login`: an address and a password for an access token."""

from typing import Annotated

import strawberry

from domain.identity.errors import EmailRefusedError
from domain.identity.rules import normal_email
from domain.identity.service import authenticate
from domain.identity.tokens import issue_access_token
from graphql_api.context import Info
from graphql_api.identity.types import InvalidCredentials, LoginInput, LoginResult, LoginSuccess, TooManyAttempts
from graphql_api.permissions import public


@strawberry.type
class LoginMutation:
    """Signing in."""

    @strawberry.mutation(
        description="Sign in with an e-mail address and a password; once per request.", directives=public()
    )
    async def login(
        self,
        info: Info,
        input: Annotated[LoginInput, strawberry.argument(description="With what to sign in.")],  # noqa: A002  # the schema's own word
    ) -> LoginResult:
        """A token, or a typed refusal that does not tell known addresses from unknown ones."""
        services, address = info.context.services, info.context.address
        refused = InvalidCredentials(
            code="INVALID_CREDENTIALS", message="The address or the password is wrong, or the user is disabled."
        )
        try:
            email = normal_email(input.email)
        except EmailRefusedError:
            return refused
        now = services.clock()
        if not services.throttle.admits(email, address):
            wait = services.throttle.wait_seconds(email, address, now.timestamp())
            return TooManyAttempts(
                code="TOO_MANY_ATTEMPTS",
                message=f"Too many attempts; try again in {wait} seconds.",
                retry_after_seconds=wait,
            )
        viewer = await authenticate(info.context.writing, services.passwords, email, input.password, now)
        if viewer is None:
            return refused
        services.throttle.forget(email, address)
        token = issue_access_token(services.secret_key, viewer, now=now, minutes=services.access_token_minutes)
        return LoginSuccess(access_token=token.text, expires_at=token.expires_at)
