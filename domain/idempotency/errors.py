"""What can go wrong with an idempotency key."""

from kit.errors import InputError


class KeyReusedError(InputError):
    """The key already belongs to another request."""


class KeyRefusedError(InputError):
    """The key can't be used as one."""
