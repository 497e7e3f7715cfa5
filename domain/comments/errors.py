"""What can go wrong with a comment."""

from kit.errors import InputError


class CommentRefusedError(InputError):
    """The comment is empty or too long."""

    code = "VALIDATION_FAILED"
    field = "body"
