"""Users and the outcomes of signing in."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.identity.rules import Viewer
from graphql_api.node import Node
from graphql_api.outcomes import UserError
from graphql_api.permissions import Role, operators, public


@strawberry.type(description="A person who signs in.", directives=operators())
class User(Node):
    """The signed-in user."""

    viewer: strawberry.Private[Viewer]

    @strawberry.field(description="The e-mail address that the user signs in with.")
    def email(self) -> str:
        """The address."""
        return self.viewer.email

    @strawberry.field(description="The name shown to others.")
    def display_name(self) -> str:
        """The name."""
        return self.viewer.display_name

    @strawberry.field(description="The language of pages and messages: ko or en.")
    def locale(self) -> str:
        """The language."""
        return self.viewer.locale

    @strawberry.field(description="The user's highest role; it contains the lower ones. Null: none.")
    def role(self) -> Role | None:
        """The highest role."""
        return None if self.viewer.role is None else Role(self.viewer.role)

    def node_key(self) -> object:
        """The user's number."""
        return self.viewer.id


@strawberry.type(description="The user is signed in.", directives=public())
class LoginSuccess:
    """A fresh access token."""

    access_token: str = strawberry.field(description="Sent with every request as `Authorization: Bearer …`.")
    expires_at: datetime = strawberry.field(description="When the token ends, in UTC.")


@strawberry.type(
    description="Address and password belong to no enabled user; which of them is wrong is not told.",
    directives=public(),
)
class InvalidCredentials(UserError):  # noqa: N818  # the schema's own word, no exception
    """A refused login."""


@strawberry.type(description="Too many attempts in a short time.", directives=public())
class TooManyAttempts(UserError):  # noqa: N818  # the schema's own word, no exception
    """A login that was not even looked at."""

    retry_after_seconds: int = strawberry.field(description="Seconds until the next attempt is looked at.")


LoginResult = Annotated[
    LoginSuccess | InvalidCredentials | TooManyAttempts,
    strawberry.union("LoginResult", description="The outcome of `login`."),
]


@strawberry.input(description="With what to sign in.")
class LoginInput:
    """Address and password."""

    email: str = strawberry.field(description="The user's e-mail address, in any case.")
    password: str = strawberry.field(description="The password, at most 1,024 bytes.")
