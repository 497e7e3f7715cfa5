"""Business outcomes that several operations share: members of their result unions."""

from graphql_api.described import field, interface, object_type


@interface
class UserError:
    """A business outcome that is not a success."""

    code: str = field("Code of the outcome, for programs.")
    message: str = field("One sentence for people: what was wrong and what to do.")


@object_type
class FieldError:
    """What is wrong with one field of the input."""

    message: str = field("One sentence for people: what was wrong and what to do.")
    field: str = field("The input's field, in the schema's spelling.")


@object_type
class ValidationFailed(UserError):  # noqa: N818  # the schema's own word, no exception
    """Values of the input can't be used; nothing was changed."""

    field_errors: list[FieldError] = field("Each refused value.")


@object_type
class NotFound(UserError):  # noqa: N818  # the schema's own word, no exception
    """The object does not exist or you have no access to it; nothing was changed."""


def invalid(field: str, message: str) -> ValidationFailed:
    """One refused value."""
    return ValidationFailed(
        code="VALIDATION_FAILED", message=message, field_errors=[FieldError(field=field, message=message)]
    )


def not_found(what: str) -> NotFound:
    """An id that leads nowhere; `what` begins the sentence, such as "purchase order"."""
    return NotFound(code="NOT_FOUND", message=f"There is no such {what}.")
