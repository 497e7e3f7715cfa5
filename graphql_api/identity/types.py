"""Users, API tokens, and what the operations of identity share."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Self

from domain.identity.errors import UserVersionError
from domain.identity.repository import user_row_of
from graphql_api.decorators import enum, field, object_type, public_type, resolver
from graphql_api.node import Node
from graphql_api.outcomes import UserError
from graphql_api.permissions import Guard, Role, Scope
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@enum
class Locale(Enum):
    """The language of pages and messages."""

    ko = "Korean."
    en = "English."


@object_type
class User(FromRow, Node):
    """A user who signs in."""

    email: str = field("The e-mail address that the user signs in with.")
    display_name: str = field("The name shown to others.")
    locale: str = field("The language of pages and messages: ko or en.")
    role: Role | None = field("The user's highest role; it contains the lower ones. Null: none.")
    approval_limit: Decimal | None = field(
        "The greatest order that the user approves as MANAGER, in the installation's currency; null: none is set, so"
        " that a MANAGER approves nothing.",
        Guard(Role.MANAGER),
    )
    sees_costs: bool = field(
        "Whether the user reads purchase costs and amounts of orders: MANAGER and ADMIN do, and an OPERATOR whom an"
        " administrator allowed it."
    )
    may_see_costs: bool = field(
        "Whether an administrator allowed the user to read costs, whatever the role.", Guard(Role.ADMIN)
    )
    disabled_at: datetime | None = field(
        "Since when the user is disabled, in UTC; null: may sign in.", Guard(Role.ADMIN)
    )
    last_login_at: datetime | None = field("The last login, in UTC; null: never.", Guard(Role.ADMIN))
    version: int = field(
        "Counts changes by administrators; mutations send the version that they are based on.", Guard(Role.ADMIN)
    )
    created_at: datetime | None = field("When the user was created, in UTC.", Guard(Role.ADMIN))

    @classmethod
    def of_all(cls, rows: Iterable[AnyRow]) -> list[Self]:
        """The type over each row of `user_rows`."""
        return [cls.of(user_row_of(row)) for row in rows]

    @resolver(Guard(Role.ADMIN))
    def roles(self) -> list[Role]:
        """The roles that were given, lowest first."""
        return [role for role in Role if role.name in self.row.roles]

    def node_key(self) -> object:
        """The user's number."""
        return self.row.id


@object_type
class ApiToken(FromRow, Node):
    """A program's credentials; the secret is shown only once, on creation."""

    name: str = field("What the token is for, in its owner's words.")
    prefix: str = field("The part of the secret that identifies the token.")
    created_at: datetime = field("When it was created, in UTC.")
    expires_at: datetime = field("When it ends, in UTC.")
    last_used_at: datetime | None = field("The last use, to the minute; null: never.")
    revoked_at: datetime | None = field("When it was revoked, in UTC; null: it was not.")

    @resolver()
    def scopes(self) -> list[Scope]:
        """What a program may do with it, within its owner's role."""
        return [Scope(scope) for scope in self.row.scopes]

    def node_key(self) -> object:
        """The token's number."""
        return self.row.id


@public_type
class InvalidCredentials(UserError):  # noqa: N818  # the schema's own word, no exception
    """Address and password don't match an enabled user; which of them is wrong is not disclosed."""


@public_type
class TooManyAttempts(UserError):  # noqa: N818  # the schema's own word, no exception
    """Too many attempts in a short time."""

    retry_after_seconds: int = field("Seconds until the next attempt is allowed.")


@object_type
class EmailTaken(UserError):  # noqa: N818  # the schema's own word, no exception
    """Another user has this e-mail address; nothing was changed."""


@object_type
class UserVersionConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """The user was changed by someone else; nothing was changed. Reload it and try again."""

    version: int = field("The user's version now.")

    @classmethod
    def of(cls, error: UserVersionError) -> Self:
        """With the version that won."""
        return cls(code=error.code, message=str(error), version=error.version)


@object_type
class LastAdmin(UserError):  # noqa: N818  # the schema's own word, no exception
    """No other enabled ADMIN would be left; nothing was changed."""


@object_type
class TooManyTokens(UserError):  # noqa: N818  # the schema's own word, no exception
    """The owner has the maximum number of tokens."""


def invalid_credentials() -> InvalidCredentials:
    """The one answer to whatever is wrong with an address and a password."""
    return InvalidCredentials(
        code="INVALID_CREDENTIALS", message="The address or the password is wrong, or the user is disabled."
    )


def too_many_attempts(wait_seconds: int) -> TooManyAttempts:
    """When to try again."""
    return TooManyAttempts(
        code="TOO_MANY_ATTEMPTS",
        message=f"Too many attempts; try again in {wait_seconds} seconds.",
        retry_after_seconds=wait_seconds,
    )
