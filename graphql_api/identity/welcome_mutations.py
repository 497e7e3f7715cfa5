"""The first administrator of an installation without users: the code comes from a link that was shown in the terminal.

The link carries the code behind `#`, which browsers keep to themselves, and the page sends it in the body of a POST.
"""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.utils.str_converters import to_camel_case

from domain.identity.errors import EmailRefusedError, NameRefusedError, PasswordRefusedError, WelcomeLinkError
from domain.identity.first_administrator import (
    ACTION,
    FirstAdministrator,
    WelcomeCheck,
    check_first_administrator,
    check_welcome_code,
    refuse_welcome,
)
from domain.identity.first_administrator import (
    create_first_administrator as create,
)
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type, public_type, secret_field
from graphql_api.identity.session_mutations import SignedIn, signed_in
from graphql_api.identity.types import Locale, TooManyAttempts, too_many_attempts
from graphql_api.mutation import plain_mutation
from graphql_api.outcomes import UserError


@input_type
class CheckWelcomeLinkInput:
    """The link."""

    code: str = secret_field("The code in the link, which `jaego up` shows while there are no users.")


@input_type
class CreateFirstAdministratorInput:
    """The link's code and the person."""

    code: str = secret_field("The code in the link, which `jaego up` shows while there are no users.")
    email: str = field("The address to sign in with.")
    display_name: str = field("The name shown to others, at most 100 characters.")
    password: str = secret_field("At least 12 characters, at most 1,024 bytes, not a common password.")
    locale: Locale = field("The language of pages and messages.")


@public_type
class WelcomeLink:
    """The link is valid: the first administrator can be created."""

    expires_at: datetime = field("When the link ends, in UTC.")
    currency: str = field("The company's currency (ISO 4217), as `JAEGO_CURRENCY` sets it.")
    time_zone: str = field("The company's time zone (IANA), as `JAEGO_TIMEZONE` sets it.")


@public_type
class WelcomeLinkRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """The link can't be used: it was used or replaced, it has expired, or it was copied only in part."""

    has_users: bool = field("Whether there are users already, so that no link is needed.")


@public_type
class FirstAdministratorRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """A value can't be used; nothing was created, and the link is still valid."""

    field: str = field("The input's field, in the schema's spelling.")


CheckWelcomeLinkResult = Annotated[
    WelcomeLink | WelcomeLinkRefused | TooManyAttempts,
    strawberry.union("CheckWelcomeLinkResult", description="What the link is for, or why it can't be used."),
]
FirstAdministratorResult = Annotated[
    SignedIn | WelcomeLinkRefused | FirstAdministratorRefused | TooManyAttempts,
    strawberry.union("FirstAdministratorResult", description="A session of the new user, or why there is none."),
]


@plain_mutation(None)
async def check_welcome_link(info: Info, input: CheckWelcomeLinkInput) -> CheckWelcomeLinkResult:
    """Find out whether the link for the first administrator is valid; wrong codes count as failed logins. Once per
    request.
    """
    context, services = info.context, info.context.services
    check = await _check(context, input.code)
    if check.wait_seconds is not None:
        return too_many_attempts(check.wait_seconds)
    if check.expires_at is None:
        return await _refused(context)
    return WelcomeLink(expires_at=check.expires_at, currency=services.currency, time_zone=services.zone.key)


@plain_mutation(None)
async def create_first_administrator(info: Info, input: CreateFirstAdministratorInput) -> FirstAdministratorResult:
    """Create the first user, an ADMIN, and sign in; works once, while there are no users. Once per request."""
    context, services = info.context, info.context.services
    check = await _check(context, input.code)
    if check.wait_seconds is not None:
        return too_many_attempts(check.wait_seconds)
    if check.expires_at is None:
        return await _refused(context)
    new = FirstAdministrator(input.email, input.password, input.display_name, input.locale.name)
    try:
        check_first_administrator(new)
    except (EmailRefusedError, NameRefusedError, PasswordRefusedError) as error:
        await context.note_refusal(ACTION, f"{error.field} can't be used")
        code = f"{error.field.upper()}_REFUSED"
        return FirstAdministratorRefused(code=code, message=str(error), field=to_camel_case(error.field))
    password_hash = await services.passwords.hash(new.password)
    days, caller = services.session_days, context.anonymous
    opened = await context.unit_of_work(
        lambda session: create(session, caller, input.code, new, password_hash, days=days)
    )
    return await _refused(context) if opened is None else signed_in(context, opened)


async def _check(context: Context, code: str) -> WelcomeCheck:
    return await context.unit_of_work(lambda session: check_welcome_code(session, context.anonymous, code))


async def _refused(context: Context) -> WelcomeLinkRefused:
    refusal: WelcomeLinkError = await context.unit_of_work(lambda session: refuse_welcome(session, context.anonymous))
    return WelcomeLinkRefused(code=refusal.code, message=str(refusal), has_users=refusal.has_users)
