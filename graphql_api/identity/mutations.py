"""Mutations of users, what they may do, and API tokens."""

from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any

import strawberry
from sqlalchemy.orm import Session
from strawberry.utils.str_converters import to_camel_case

from domain.identity import api_tokens, service
from domain.identity.api_tokens import IssuedToken
from domain.identity.caller import Caller
from domain.identity.errors import (
    EmailRefusedError,
    EmailTakenError,
    LastAdminError,
    LimitRefusedError,
    NameRefusedError,
    PasswordRefusedError,
    TokenLifeRefusedError,
    TokenNotFoundError,
    TokenRefusedError,
    TooManyTokensError,
    UnknownRoleError,
    UserNotFoundError,
    UserVersionError,
)
from domain.identity.repository import find_user_row, get_described_token, get_user_row
from domain.identity.rules import UserRow
from domain.identity.service import NewUser, UserChange, check_password_of
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type, object_type, secret_field
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.identity.types import (
    ApiToken,
    EmailTaken,
    LastAdmin,
    Locale,
    TooManyTokens,
    User,
    UserVersionConflict,
)
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal, Refusals, plain_mutation
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed, not_found
from graphql_api.permissions import Guard, Role, Scope

ADMINISTRATION = Guard(Role.ADMIN, is_for_people_only=True)
ONESELF = Guard(Role.OPERATOR, is_for_people_only=True)


@input_type
class CreateUserInput:
    """The user to add."""

    email: str = field("The address to sign in with; no other user may have it.")
    password: str = secret_field(
        "A first password of at least 12 characters, for the user to change by `changePassword`."
    )
    roles: list[Role] = field("What the user may do; the highest role contains the lower ones.")
    display_name: str | None = field(
        "The name shown to others, at most 100 characters; absent: from the address.", default=None
    )
    locale: Locale = field("The language of pages and messages.", default=Locale.ko)
    approval_limit: Decimal | None = field(
        "The greatest order that the user approves as MANAGER, in the installation's currency; absent:"
        " none, so that a MANAGER approves nothing.",
        default=None,
    )
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@input_type
class UserVersionInput:
    """The user at the version that you read."""

    id: strawberry.ID = field("The user's id.")
    expected_version: int = field("The `version` that you read; if the user has changed since, nothing is changed.")

    @property
    def user_id(self) -> int:
        """The user's number."""
        return key_of("User", self.id)


@input_type
class UpdateUserInput(UserVersionInput):
    """The user and the changes; absent fields are left unchanged."""

    display_name: strawberry.Maybe[str] = field("The name shown to others.")
    locale: strawberry.Maybe[Locale] = field("The language of pages and messages.")
    approval_limit: strawberry.Maybe[Decimal | None] = field(
        "The greatest order that the user approves as MANAGER, in the installation's currency; null: none,"
        " so that a MANAGER approves nothing."
    )
    may_see_costs: strawberry.Maybe[bool] = field(
        "Whether the user reads purchase costs and amounts of orders as OPERATOR too."
    )
    password: strawberry.Maybe[str] = secret_field(
        "A new password of at least 12 characters; all sessions of the user end."
    )

    def change(self, password_hash: str | None) -> UserChange:
        """As the domain takes it."""
        names = ("display_name", "locale", "approval_limit", "may_see_costs")
        values: dict[str, Any] = {name: some.value for name in names if (some := getattr(self, name)) is not None}
        if self.locale is not None:
            values["locale"] = self.locale.value.name
        if password_hash is not None:
            values["password_hash"] = password_hash
        return UserChange(frozenset(values), **values)


@input_type
class SetUserRolesInput(UserVersionInput):
    """The user and the new roles."""

    roles: list[Role] = field("All roles that the user is to have, at least one.")


@input_type
class ChooseLanguageInput:
    """Which language."""

    locale: Locale = field("The language of pages and messages.")


@input_type
class CreateApiTokenInput:
    """The token's purpose, scopes and lifetime."""

    name: str = field("What it is for, at most 100 characters.")
    scopes: list[Scope] = field("What the program may do, at least one.")
    days: int = field("Days until it ends, from 1 to 366.", default=90)
    idempotency_key: str | None = field(
        "A new key, such as a UUID: the same request sent again with it within 24 hours creates no second"
        " token; its answer is `ApiTokenMadeBefore`, because the secret is not stored.",
        default=None,
    )


@input_type
class RevokeApiTokenInput:
    """Which token."""

    id: strawberry.ID = field("The token's id.")


@object_type
class NewApiToken:
    """The token was created. The secret is shown only once; only its hash is stored."""

    api_token: ApiToken = field("The token's description.")
    text: str = secret_field("Sent with every request as `Authorization: Bearer jgo_…`.")


@object_type
class ApiTokenMadeBefore(UserError):  # noqa: N818  # the schema's own word, no exception
    """An earlier request with this `idempotencyKey` created the token and returned the secret. If that answer was lost,
    revoke the token and create another.
    """

    api_token: ApiToken = field("The token's description.")


NewApiTokenResult = Annotated[
    NewApiToken | ApiTokenMadeBefore | TooManyTokens | IdempotencyConflict | ValidationFailed,
    strawberry.union("NewApiTokenResult", description="The new ApiToken and its secret, or why there is none."),
]


def _unusable(error: Any) -> str:  # noqa: ANN401  # any refusal of a value
    return f"{to_camel_case(error.field)} can't be used"


def _values(*errors: type[Exception]) -> Refusals:
    return {error: Refusal(ValidationFailed, reason=_unusable) for error in errors}


KEYS: Refusals = MappingProxyType(
    {error: Refusal(refusal.error, lambda _: "idempotencyKey can't be used") for error, refusal in KEY_REFUSALS.items()}
)
NEW_USERS: Refusals = MappingProxyType(
    {
        EmailTakenError: Refusal(EmailTaken, reason=lambda _: "the address is taken"),
        **_values(EmailRefusedError, LimitRefusedError, NameRefusedError, PasswordRefusedError, UnknownRoleError),
        **KEYS,
    }
)
USERS: Refusals = MappingProxyType(
    {
        UserVersionError: Refusal(UserVersionConflict, reason=lambda _: "the user is at another version"),
        LastAdminError: Refusal(LastAdmin, reason=lambda _: "the last ADMIN"),
        UserNotFoundError: Refusal(NotFound, reason=lambda _: "no such user"),
        **_values(LimitRefusedError, NameRefusedError, PasswordRefusedError, UnknownRoleError),
    }
)
NEW_TOKENS: Refusals = MappingProxyType(
    {
        TooManyTokensError: Refusal(TooManyTokens, reason=lambda _: "too many tokens"),
        **_values(NameRefusedError, TokenRefusedError, TokenLifeRefusedError),
        **KEYS,
    }
)
TOKENS: Refusals = MappingProxyType({TokenNotFoundError: Refusal(NotFound, reason=lambda _: "no such token")})


async def _user(info: Info, user_id: int) -> User | NotFound:
    async with info.context.reading() as reading:
        row = await find_user_row(reading, user_id)
    return not_found("user") if row is None else User.of(row)


async def _token(info: Info, token_id: int) -> ApiToken:
    return ApiToken.of(await info.context.unit_of_work(lambda session: get_described_token(session, token_id)))


new_user_mutation = MutationFamily("NewUserResult", User, _user, NEW_USERS)
user_mutation = MutationFamily("UserResult", User, _user, USERS)
new_token_mutation = MutationFamily("NewApiTokenResult", NewApiToken, _token, NEW_TOKENS)
token_mutation = MutationFamily("ApiTokenResult", ApiToken, _token, TOKENS)


async def _first_hash(context: Context, given: CreateUserInput) -> str:
    check_password_of(given.email.strip().lower(), given.password)
    return await context.services.passwords.hash(given.password)


async def _new_hash(context: Context, given: UpdateUserInput) -> str | None:
    if given.password is None:
        return None
    async with context.reading() as reading:
        user = await find_user_row(reading, given.user_id)
    check_password_of("" if user is None else user.email, given.password.value)
    return await context.services.passwords.hash(given.password.value)


@new_user_mutation("CREATE_USER", ADMINISTRATION, prepare=_first_hash)
def create_user(session: Session, caller: Caller, input: CreateUserInput, password_hash: str) -> int:
    """Add a user."""
    roles = [role.name for role in input.roles]
    new = NewUser(input.email, roles, password_hash, input.display_name, input.locale.name, input.approval_limit)
    return service.add_user(session, caller, new).id


@user_mutation("UPDATE_USER", ADMINISTRATION, prepare=_new_hash)
def update_user(session: Session, caller: Caller, input: UpdateUserInput, password_hash: str | None) -> int:
    """Change a user."""
    change = input.change(password_hash)
    return service.update_user(session, caller, input.user_id, change, version=input.expected_version).id


@user_mutation("DISABLE_USER", ADMINISTRATION)
def disable_user(session: Session, caller: Caller, input: UserVersionInput) -> int:
    """Disable a user, whose sessions and API tokens are invalid from the next request on."""
    return service.disable_user(session, caller, input.user_id, version=input.expected_version).id


@user_mutation("ENABLE_USER", ADMINISTRATION)
def enable_user(session: Session, caller: Caller, input: UserVersionInput) -> int:
    """Let a disabled user sign in again; ended sessions stay ended, API tokens are valid again."""
    return service.enable_user(session, caller, input.user_id, version=input.expected_version).id


@user_mutation("SET_USER_ROLES", ADMINISTRATION)
def set_user_roles(session: Session, caller: Caller, input: SetUserRolesInput) -> int:
    """Replace the roles of a user, from the next request on."""
    roles = [role.name for role in input.roles]
    return service.set_roles(session, caller, input.user_id, roles, version=input.expected_version).id


@plain_mutation(ONESELF)
async def choose_language(info: Info, input: ChooseLanguageInput) -> User:
    """Choose your own language; the last choice counts, and choosing the same again changes nothing."""
    caller = info.context.signed_in()

    def choose(session: Session) -> UserRow:
        service.choose_language(session, caller, caller.user_id, input.locale.name)
        return get_user_row(session, caller.user_id)

    return User.of(await info.context.unit_of_work(choose))


@plain_mutation(ONESELF)
async def create_api_token(info: Info, input: CreateApiTokenInput) -> NewApiTokenResult:
    """Create your own API token. It may do what its scopes name and its owner's role allows at the time of use."""
    issued: list[IssuedToken] = []

    def issue(session: Session, caller: Caller, given: CreateApiTokenInput) -> int:
        scopes = [scope.name for scope in given.scopes]
        issued.append(api_tokens.issue_api_token(session, caller, name=given.name, scopes=scopes, days=given.days))
        return int(issued[0].token.id)

    key = await new_token_mutation.attempt(info.context, "CREATE_API_TOKEN", input, issue)
    if isinstance(key, TooManyTokens | IdempotencyConflict | ValidationFailed):
        return key
    if issued:
        return NewApiToken(api_token=ApiToken.of(issued[0].token), text=issued[0].text)
    return ApiTokenMadeBefore(
        code="API_TOKEN_MADE_BEFORE",
        message="The token was created and its secret shown earlier. If it was lost, revoke it and create another.",
        api_token=await _token(info, key),
    )


@token_mutation("REVOKE_API_TOKEN", ONESELF)
def revoke_api_token(session: Session, caller: Caller, input: RevokeApiTokenInput) -> int:
    """Revoke your own API token, or as ADMIN any user's."""
    return int(api_tokens.revoke_api_token(session, caller, key_of("ApiToken", input.id)).id)
