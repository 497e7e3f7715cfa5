"""`login`: an address and a password for a session."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.identity.errors import EmailRefusedError
from domain.identity.rules import normal_email
from domain.identity.sessions import admit, sign_in
from domain.identity.tokens import issue_access_token
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, public_type, secret_field
from graphql_api.identity.types import InvalidCredentials, TooManyAttempts, invalid_credentials, too_many_attempts
from graphql_api.permissions import public


@public_type
class LoginSuccess:
    """The user is signed in. The answer's cookie, which scripts can't read, renews the access token by
    `refreshSession`; the session of the cookie before it has ended.
    """

    access_token: str = secret_field("Sent with every request as `Authorization: Bearer …`.")
    expires_at: datetime = field("When the token ends, in UTC.")


LoginResult = Annotated[
    LoginSuccess | InvalidCredentials | TooManyAttempts,
    strawberry.union("LoginResult", description="The outcome of `login`."),
]


@input_type
class LoginInput:
    """The credentials."""

    email: str = field("The user's e-mail address, in any case.")
    password: str = secret_field("The password, at most 1,024 bytes.")


@strawberry.type
class LoginMutation:
    """Signing in."""

    @strawberry.mutation(
        description="Sign in with an e-mail address and a password; once per request.", directives=public()
    )
    async def login(
        self,
        info: Info,
        input: Annotated[LoginInput, argument("The credentials.")],
    ) -> LoginResult:
        """A token, or a typed refusal that does not distinguish known addresses from unknown ones.

        No connection is held while the password is hashed, so that a flood of logins does not starve the readers.
        """
        context, services = info.context, info.context.services
        email, caller = _account(input.email), context.anonymous
        admission = await context.unit_of_work(lambda session: admit(session, caller, email))
        if admission.wait_seconds is not None:
            return too_many_attempts(admission.wait_seconds)
        check = await services.passwords.check(admission.password_hash, input.password)
        opened = await context.unit_of_work(
            lambda session: sign_in(
                session,
                caller,
                email,
                admission,
                check,
                days=services.session_days,
                replaced=context.refresh_token,
            )
        )
        if opened is None:
            return invalid_credentials()
        context.new_cookie = opened.refresh_token
        token = issue_access_token(
            services.secret_key, opened.user, opened.family_id, now=caller.now, minutes=services.access_token_minutes
        )
        return LoginSuccess(access_token=token.text, expires_at=token.expires_at)


def _account(typed: str) -> str:
    """The address in its normal form; what is none belongs to nobody, and is counted and answered like any other."""
    try:
        return normal_email(typed)
    except EmailRefusedError:
        return ""
