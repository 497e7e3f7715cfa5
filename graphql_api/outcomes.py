"""Business outcomes that several operations share: members of their result unions."""

import strawberry

from graphql_api.permissions import operators


@strawberry.interface(description="A business outcome that is not a success.")
class UserError:
    """What every error of a result union has."""

    code: str = strawberry.field(description="Code of the outcome, for programs.")
    message: str = strawberry.field(description="One sentence for people: what was wrong and what to do.")


@strawberry.type(description="What is wrong with one field of the input.", directives=operators())
class FieldError:
    """A refused value."""

    field: str = strawberry.field(description="The input's field, in the schema's spelling.")
    message: str = strawberry.field(description="One sentence for people: what was wrong and what to do.")


@strawberry.type(description="Values of the input can't be used; nothing was changed.", directives=operators())
class ValidationFailed(UserError):  # noqa: N818  # the schema's own word, no exception
    """Refused values, by field."""

    field_errors: list[FieldError] = strawberry.field(description="Each refused value.")


@strawberry.type(
    description="The object does not exist or you have no access to it; nothing was changed.", directives=operators()
)
class NotFound(UserError):  # noqa: N818  # the schema's own word, no exception
    """An id that leads nowhere."""


def invalid(field: str, message: str) -> ValidationFailed:
    """One refused value."""
    return ValidationFailed(
        code="VALIDATION_FAILED", message=message, field_errors=[FieldError(field=field, message=message)]
    )


def not_found(what: str) -> NotFound:
    """An id that leads nowhere; `what` begins the sentence, such as "purchase order"."""
    return NotFound(code="NOT_FOUND", message=f"There is no such {what}.")
