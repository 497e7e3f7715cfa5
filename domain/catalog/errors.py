"""What can go wrong with a comment on a SKU. Each is an outcome that the caller receives; none changes anything."""

from kit.errors import InputError


class SkuNotFoundError(InputError):
    """There is no such SKU."""


class CommentRefusedError(InputError):
    """The comment is empty or too long."""
