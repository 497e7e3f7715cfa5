"""What can go wrong with an idempotency key."""

from kit.errors import InputError


class KeyReusedError(InputError):
    """The key already belongs to another request."""

    code = "IDEMPOTENCY_CONFLICT"


class KeyRefusedError(InputError):
    """The key can't be used as one."""

    code = "VALIDATION_FAILED"
    field = "idempotency_key"
