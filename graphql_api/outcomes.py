"""Named errors that several mutations share: members of their result unions."""

from typing import Any, Self

from strawberry.utils.str_converters import to_camel_case

from domain.errors import ChangedSinceError
from graphql_api.decorators import field, interface, object_type


@interface
class UserError:
    """A business outcome that is not a success."""

    code: str = field("Code of the outcome, for programs.")
    message: str = field("One sentence for people: what was wrong and what to do.")

    @classmethod
    def of(cls, error: Any) -> Self:  # noqa: ANN401  # each subclass has a refusal of its own
        """The named error of a refusal of the domain, with its code and message."""
        return cls(code=error.code, message=str(error))


@object_type
class FieldError:
    """What is wrong with one field of the input."""

    message: str = field("One sentence for people: what was wrong and what to do.")
    field: str = field("The input's field, in the schema's spelling.")


@object_type
class ValidationFailed(UserError):  # noqa: N818  # the schema's own word, no exception
    """Values of the input can't be used; nothing was changed."""

    field_errors: list[FieldError] = field("Each refused value.")

    @classmethod
    def of(cls, error: Any) -> Self:  # noqa: ANN401  # with `problems`, or one `field`
        """The named error of a refused input: each problem with its field."""
        problems = getattr(error, "problems", None)
        given = [(error.field, str(error))] if problems is None else [(each.field, each.message) for each in problems]
        found = [FieldError(field=_spelled(field), message=message) for field, message in given]
        return cls(code="VALIDATION_FAILED", message=str(error), field_errors=found)


@object_type
class NotFound(UserError):  # noqa: N818  # the schema's own word, no exception
    """The object does not exist or you have no access to it; nothing was changed."""


@object_type
class PlanningConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """It was changed by someone else; nothing was changed. Reload it and try again."""

    version: int = field("The current version; 0: none.")

    @classmethod
    def of(cls, error: ChangedSinceError) -> Self:
        """With the version that won."""
        return cls(code=error.code, message=str(error), version=error.version)


def invalid(field: str, message: str) -> ValidationFailed:
    """One refused value."""
    return ValidationFailed(
        code="VALIDATION_FAILED", message=message, field_errors=[FieldError(field=field, message=message)]
    )


def not_found(what: str) -> NotFound:
    """An id that leads nowhere; `what` begins the sentence, such as "purchase order"."""
    return NotFound(code="NOT_FOUND", message=f"There is no such {what}.")


def _spelled(field: str) -> str:
    return ".".join(to_camel_case(part) for part in field.split("."))
