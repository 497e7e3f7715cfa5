"""What can go wrong with users, passwords, sessions and tokens."""

from kit.errors import InputError


class InvalidTokenError(Exception):
    """An access token that we did not issue, that has expired or that was changed."""


class EmailRefusedError(InputError):
    """The e-mail address is not usable."""


class EmailTakenError(InputError):
    """Another living user has this e-mail address."""


class PasswordRefusedError(InputError):
    """The password is too short, too long or too common."""


class UnknownRoleError(InputError):
    """The role is none of OPERATOR, MANAGER and ADMIN."""


class NameRefusedError(InputError):
    """The display name or a token's name is empty or too long."""


class LimitRefusedError(InputError):
    """The approval limit is negative or too large."""


class UserNotFoundError(InputError):
    """There is no living user of this number."""


class UserVersionError(InputError):
    """The user was changed since the caller read it."""

    def __init__(self, email: str, version: int) -> None:
        super().__init__(f"{email} was changed by someone else (now version {version}). Reload it and try again.")
        self.version = version


class LastAdminError(InputError):
    """The change would leave no enabled ADMIN."""


class TokenNotFoundError(InputError):
    """There is no such API token, or it is another's."""


class TokenRefusedError(InputError):
    """The API token's scopes are not allowed."""


class TokenLifeRefusedError(InputError):
    """The API token's life is too short or too long."""


class TooManyTokensError(InputError):
    """The user has as many living API tokens as one may have."""
