"""Fields that carry a password or a token: part of the schema, never of a text made of the object."""

from typing import Any

import strawberry


def secret_field(description: str, **options: Any) -> Any:  # noqa: ANN401  # as strawberry.field
    """A field that `repr` leaves out, so that no log and no traceback shows it."""
    field: Any = strawberry.field(description=description, **options)
    field.repr = False
    return field
