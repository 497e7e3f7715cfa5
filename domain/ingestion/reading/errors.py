"""Why a file that is locked can't be read yet: what the person has to be asked."""

from kit.errors import InputError


class PasswordNeededError(InputError):
    """The file is locked with a password, and none was given."""


class WrongPasswordError(InputError):
    """The file is locked with another password than the one that was given."""
