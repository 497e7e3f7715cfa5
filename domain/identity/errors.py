"""What can go wrong with users, passwords, sessions and tokens."""

from kit.errors import InputError


class InvalidTokenError(Exception):
    """An access token that we did not issue, that has expired or that was changed."""


class EmailRefusedError(InputError):
    """The e-mail address is not usable."""

    field = "email"


class EmailTakenError(InputError):
    """Another living user has this e-mail address."""

    code = "EMAIL_TAKEN"


class PasswordRefusedError(InputError):
    """The password is too short, too long or too common."""

    field = "password"


class UnknownRoleError(InputError):
    """The role is none of OPERATOR, MANAGER and ADMIN."""

    field = "roles"


class NameRefusedError(InputError):
    """A user's or a token's name is empty or too long; `field` says which."""

    def __init__(self, message: str, field: str = "display_name") -> None:
        super().__init__(message)
        self.field = field


class LimitRefusedError(InputError):
    """The approval limit is negative or too large."""

    field = "approval_limit"


class UserNotFoundError(InputError):
    """There is no living user of this number."""

    code = "NOT_FOUND"


class UserVersionError(InputError):
    """The user was changed since the caller read it."""

    code = "VERSION_CONFLICT"

    def __init__(self, email: str, version: int) -> None:
        super().__init__(f"{email} was changed by someone else (now version {version}). Reload it and try again.")
        self.version = version


class LastAdminError(InputError):
    """The change would leave no enabled ADMIN."""

    code = "LAST_ADMIN"


class TokenNotFoundError(InputError):
    """There is no such API token, or it is another's."""

    code = "NOT_FOUND"


class TokenRefusedError(InputError):
    """The API token's scopes are not allowed."""

    field = "scopes"


class TokenLifeRefusedError(InputError):
    """The API token's life is too short or too long."""

    field = "days"


class TooManyTokensError(InputError):
    """The user has as many living API tokens as one may have."""

    code = "TOO_MANY_TOKENS"


class WelcomeLinkError(InputError):
    """The link for the first administrator can't be used; `has_users` says whether it is needed no more."""

    code = "WELCOME_LINK_REFUSED"

    def __init__(self, *, has_users: bool) -> None:
        super().__init__(
            "This installation has users already, so the link has ended. Sign in, or ask an administrator for access."
            if has_users
            else "The link is not valid any more. Start `jaego up` again: it prints a new one."
        )
        self.has_users = has_users
