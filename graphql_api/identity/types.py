"""Users, API tokens, and what the operations of identity share."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.identity.rules import UserRow
from graphql_api.node import Node
from graphql_api.outcomes import UserError
from graphql_api.permissions import Guard, Role, Scope, operators, public
from graphql_api.rows import FromRow

EXPECTED_VERSION = "The `version` that you read; if the user has changed since, nothing is changed."


@strawberry.enum(description="The language of pages and messages.")
class Locale(Enum):
    """The languages of `app.users`."""

    ko = strawberry.enum_value("ko", description="Korean.")
    en = strawberry.enum_value("en", description="English.")


@strawberry.type(description="A user who signs in.", directives=operators())
class User(Node):
    """A user."""

    row: strawberry.Private[UserRow]

    @strawberry.field(description="The e-mail address that the user signs in with.")
    def email(self) -> str:
        """The address."""
        return self.row.email

    @strawberry.field(description="The name shown to others.")
    def display_name(self) -> str:
        """The name."""
        return self.row.display_name

    @strawberry.field(description="The language of pages and messages: ko or en.")
    def locale(self) -> str:
        """The language."""
        return self.row.locale

    @strawberry.field(description="The user's highest role; it contains the lower ones. Null: none.")
    def role(self) -> Role | None:
        """The highest role."""
        return None if self.row.role is None else Role(self.row.role)

    @strawberry.field(
        description="The greatest order that the user approves as MANAGER, in the installation's currency; null: none"
        " is set, so that a MANAGER approves nothing.",
        extensions=[Guard(Role.MANAGER)],
    )
    def approval_limit(self) -> Decimal | None:
        """The limit."""
        return self.row.approval_limit

    @strawberry.field(
        description="Whether the user reads purchase costs and amounts of orders: MANAGER and ADMIN do, and an OPERATOR"
        " whom an administrator allowed it."
    )
    def sees_costs(self) -> bool:
        """The permission as it counts."""
        return self.row.sees_costs

    @strawberry.field(
        description="Whether an administrator allowed the user to read costs, whatever the role.",
        extensions=[Guard(Role.ADMIN)],
    )
    def may_see_costs(self) -> bool:
        """The permission as it was given."""
        return self.row.may_see_costs

    @strawberry.field(description="The roles that were given, lowest first.", extensions=[Guard(Role.ADMIN)])
    def roles(self) -> list[Role]:
        """All roles."""
        return [role for role in Role if role.name in self.row.roles]

    @strawberry.field(
        description="Since when the user is disabled, in UTC; null: may sign in.", extensions=[Guard(Role.ADMIN)]
    )
    def disabled_at(self) -> datetime | None:
        """The instant of disabling."""
        return self.row.disabled_at

    @strawberry.field(description="The last login, in UTC; null: never.", extensions=[Guard(Role.ADMIN)])
    def last_login_at(self) -> datetime | None:
        """The last login."""
        return self.row.last_login_at

    @strawberry.field(
        description="Counts changes by administrators; mutations send the version that they are based on.",
        extensions=[Guard(Role.ADMIN)],
    )
    def version(self) -> int:
        """The version."""
        return self.row.version

    @strawberry.field(description="When the user was created, in UTC.", extensions=[Guard(Role.ADMIN)])
    def created_at(self) -> datetime | None:
        """The beginning."""
        return self.row.created_at

    def node_key(self) -> object:
        """The user's number."""
        return self.row.id


@strawberry.type(
    description="A program's credentials; the secret is shown only once, on creation.", directives=operators()
)
class ApiToken(FromRow, Node):
    """A token's description."""

    name: str = strawberry.field(description="What the token is for, in its owner's words.")
    prefix: str = strawberry.field(description="The part of the secret that identifies the token.")
    created_at: datetime = strawberry.field(description="When it was created, in UTC.")
    expires_at: datetime = strawberry.field(description="When it ends, in UTC.")
    last_used_at: datetime | None = strawberry.field(description="The last use, to the minute; null: never.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked, in UTC; null: it was not.")

    @strawberry.field(description="What a program may do with it, within its owner's role.")
    def scopes(self) -> list[Scope]:
        """The scopes."""
        return [Scope(scope) for scope in self.row.scopes]

    def node_key(self) -> object:
        """The token's number."""
        return self.row.id


@strawberry.type(
    description="Address and password don't match an enabled user; which of them is wrong is not disclosed.",
    directives=public(),
)
class InvalidCredentials(UserError):  # noqa: N818  # the schema's own word, no exception
    """A refused login."""


@strawberry.type(description="Too many attempts in a short time.", directives=public())
class TooManyAttempts(UserError):  # noqa: N818  # the schema's own word, no exception
    """A login that was not even looked at."""

    retry_after_seconds: int = strawberry.field(description="Seconds until the next attempt is allowed.")


@strawberry.type(description="Another user has this e-mail address; nothing was changed.", directives=operators())
class EmailTaken(UserError):  # noqa: N818  # the schema's own word, no exception
    """An address in use."""


@strawberry.type(
    description="The user was changed by someone else; nothing was changed. Reload it and try again.",
    directives=operators(),
)
class UserVersionConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """A lost race."""

    version: int = strawberry.field(description="The user's version now.")


@strawberry.type(description="No other enabled ADMIN would be left; nothing was changed.", directives=operators())
class LastAdmin(UserError):  # noqa: N818  # the schema's own word, no exception
    """The last of the administrators."""


@strawberry.type(description="The owner has the maximum number of tokens.", directives=operators())
class TooManyTokens(UserError):  # noqa: N818  # the schema's own word, no exception
    """One token too many."""


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
