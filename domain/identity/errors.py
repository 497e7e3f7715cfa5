"""What can go wrong with users, passwords and tokens."""

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
