"""Signing in and out, and changing one's password: several units of work, since passwords are hashed in between."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.errors import EmailRefusedError, PasswordRefusedError
from domain.identity.rules import UserRow, normal_email
from domain.identity.service import change_own_password, check_password_of
from domain.identity.sessions import (
    JustRenewed,
    OpenSession,
    admit,
    clear_attempts,
    find_session,
    renew,
    sign_in,
    sign_out,
)
from domain.identity.tokens import issue_access_token
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type, public_type, secret_field
from graphql_api.errors import UnauthenticatedError
from graphql_api.identity.types import InvalidCredentials, TooManyAttempts, User, invalid_credentials, too_many_attempts
from graphql_api.mutation import plain_mutation
from graphql_api.outcomes import UserError, ValidationFailed, invalid
from graphql_api.permissions import Guard, Role

ACTION = "CHANGE_PASSWORD"
RETRY_SECONDS = 1


@public_type
class SignedIn:
    """You are signed in. The answer's cookie, which scripts can't read, replaces the one before and renews the access
    token by `refreshSession`.
    """

    access_token: str = secret_field("Sent with every request as `Authorization: Bearer …`.")
    expires_at: datetime = field("When the token ends, in UTC.")


@public_type
class SignedOut:
    """The session has ended: its access token and its cookie are no longer valid."""

    was_signed_in: bool = field("Whether there was a session to end.")


@public_type
class SessionEnded(UserError):  # noqa: N818  # the schema's own word, no exception
    """There is no session to continue; sign in again."""


@public_type
class SessionJustRenewed(UserError):  # noqa: N818  # the schema's own word, no exception
    """Another tab of this browser renewed the session less than ten seconds ago. Retry: the browser holds the newer
    cookie by then.
    """

    retry_after_seconds: int = field("Seconds after which to retry.")


@input_type
class LoginInput:
    """The credentials."""

    email: str = field("The user's e-mail address, in any case.")
    password: str = secret_field("The password, at most 1,024 bytes.")


@input_type
class LogoutInput:
    """The sessions to end."""

    everywhere: bool = field("Also end the user's sessions on other devices.", default=False)


@input_type
class ChangePasswordInput:
    """The current and the new password."""

    current_password: str = secret_field("The password that the user signs in with now.")
    new_password: str = secret_field("At least 12 characters, at most 1,024 bytes, not a common password.")


LoginResult = Annotated[
    SignedIn | InvalidCredentials | TooManyAttempts,
    strawberry.union("LoginResult", description="An access token, or why you are not signed in."),
]
RefreshSessionResult = Annotated[
    SignedIn | SessionJustRenewed | SessionEnded,
    strawberry.union("RefreshSessionResult", description="An access token, or why the session does not continue."),
]
ChangePasswordResult = Annotated[
    User | InvalidCredentials | TooManyAttempts | ValidationFailed,
    strawberry.union("ChangePasswordResult", description="You, or why your password was not changed."),
]


@plain_mutation(None)
async def login(info: Info, input: LoginInput) -> LoginResult:
    """Sign in with an e-mail address and a password; once per request. The session of the cookie before it ends."""
    # The answer does not distinguish known addresses from unknown ones. No connection is held while the password is
    # hashed, so that a flood of logins does not starve the readers.
    context, services = info.context, info.context.services
    email, caller = _account(input.email), context.anonymous
    admission = await context.unit_of_work(lambda session: admit(session, caller, email))
    if admission.wait_seconds is not None:
        return too_many_attempts(admission.wait_seconds)
    check = await services.passwords.check(admission.password_hash, input.password)
    days, replaced = services.session_days, context.refresh_token
    opened = await context.unit_of_work(
        lambda session: sign_in(session, caller, email, admission, check, days=days, replaced=replaced)
    )
    return invalid_credentials() if opened is None else signed_in(context, opened)


@plain_mutation(None)
async def refresh_session(info: Info) -> RefreshSessionResult:
    """Exchange the cookie of `login` for a new one and an access token; once per request. A cookie that was exchanged
    before may be stolen: its session ends, and the user is notified; within ten seconds from the same address and
    program it is taken for another tab's, see `SessionJustRenewed`.
    """
    context, secret, caller = info.context, info.context.refresh_token, info.context.anonymous
    opened = await context.unit_of_work(lambda session: renew(session, caller, secret)) if secret else None
    if isinstance(opened, JustRenewed):
        return SessionJustRenewed(
            code="SESSION_JUST_RENEWED",
            message="Another tab renewed this session a moment ago; retry.",
            retry_after_seconds=RETRY_SECONDS,
        )
    if opened is None:
        context.new_cookie = ""
        return SessionEnded(code="SESSION_ENDED", message="The session has ended; sign in again.")
    return signed_in(context, opened)


@plain_mutation(None)
async def logout(info: Info, input: LogoutInput) -> SignedOut:
    """End the sessions of the access token and of the cookie, usually the same one; from the next request on."""
    context = info.context
    found = await _sessions_of(context)

    def end(session: Session) -> None:
        for family_id, user in found.items():
            sign_out(session, context.anonymous.as_user(user), family_id, everywhere=input.everywhere)

    await context.unit_of_work(end)
    context.new_cookie = ""
    return SignedOut(was_signed_in=bool(found))


@plain_mutation(Guard(Role.OPERATOR, is_for_people_only=True))
async def change_password(info: Info, input: ChangePasswordInput) -> ChangePasswordResult:
    """Replace your own password; wrong current passwords count as failed logins. Your other sessions end."""
    context, passwords = info.context, info.context.services.passwords
    caller, family_id, user = context.signed_in(), context.family_id, context.user
    if family_id is None or user is None:
        raise UnauthenticatedError
    email = caller.label
    try:
        check_password_of(email, input.new_password)
    except PasswordRefusedError as error:
        await context.note_refusal(ACTION, "the new password can't be used")
        return invalid("newPassword", str(error))
    admission = await context.unit_of_work(lambda session: admit(session, caller, email, ACTION))
    if admission.wait_seconds is not None:
        return too_many_attempts(admission.wait_seconds)
    old_hash = admission.password_hash
    if old_hash is None or not (await passwords.check(old_hash, input.current_password)).matches:
        await context.note_refusal(ACTION, "wrong password")
        return invalid_credentials()
    hashes = (old_hash, await passwords.hash(input.new_password))
    is_changed = await context.unit_of_work(
        lambda session: change_own_password(session, caller, family_id=family_id, hashes=hashes)
    )
    if not is_changed:
        await context.note_refusal(ACTION, "the password was changed meanwhile")
        return invalid_credentials()
    await context.unit_of_work(lambda session: clear_attempts(session, caller, email))
    return User.of(user)


def _account(typed: str) -> str:
    """The address in its normal form; what is none belongs to nobody, and is counted and answered like any other."""
    try:
        return normal_email(typed)
    except EmailRefusedError:
        return ""


def signed_in(context: Context, opened: OpenSession) -> SignedIn:
    """The answer of a session that was just opened; its cookie goes with it."""
    services, now = context.services, context.anonymous.now
    context.new_cookie = opened.refresh_token
    token = issue_access_token(
        services.secret_key, opened.user, opened.family_id, now=now, minutes=services.access_token_minutes
    )
    return SignedIn(access_token=token.text, expires_at=token.expires_at)


async def _sessions_of(context: Context) -> dict[str, UserRow]:
    """Whose sessions the access token and the cookie belong to, by family: mostly the same one."""
    found, secret, now = {}, context.refresh_token, context.anonymous.now
    of_cookie = await context.unit_of_work(lambda session: find_session(session, secret, now)) if secret else None
    if of_cookie is not None:
        found[of_cookie[1]] = of_cookie[0]
    if context.user is not None and context.family_id is not None:
        found[context.family_id] = context.user
    return found
