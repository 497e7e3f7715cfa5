"""Roles, visible in the schema and enforced on every guarded field."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from graphql_api.errors import ForbiddenError, UnauthenticatedError


@strawberry.enum(description="What a user may do. Each role contains the ones before it.")
class Role(Enum):
    """The three roles, lowest first."""

    OPERATOR = strawberry.enum_value("OPERATOR", description="Reads, and prepares purchase orders.")
    MANAGER = strawberry.enum_value(
        "MANAGER", description="Also sees costs and supplier terms, approves up to a limit, and changes settings."
    )
    ADMIN = strawberry.enum_value("ADMIN", description="Also approves any amount, and manages users and tokens.")


@strawberry.schema_directive(
    name="requiresRole",
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    description="Only users of this role or above read the field, or the fields of the type.",
)
class RequiresRole:
    """The mark of a guarded field or type."""

    role: Role = strawberry.field(description="The least role that is needed.")


@strawberry.schema_directive(
    name="public",
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    description="Readable without signing in.",
)
class Public:
    """The mark of a field or type that anybody may read."""


class Guard(FieldExtension):
    """Refuses a field to those below a role, and says so in the schema."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def apply(self, field: StrawberryField) -> None:
        """Mark the field in the schema."""
        field.directives = [*field.directives, RequiresRole(role=self.role)]

    def resolve(self, next_: Callable[..., Any], source: object, info: strawberry.Info, **kwargs: object) -> object:
        """Check, then resolve."""
        self._check(info)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: object, info: strawberry.Info, **kwargs: object
    ) -> object:
        """Check, then resolve."""
        self._check(info)
        return await next_(source, info, **kwargs)

    def _check(self, info: strawberry.Info) -> None:
        viewer = info.context.viewer
        if viewer is None:
            raise UnauthenticatedError
        if not viewer.may(self.role.name):
            raise ForbiddenError(info.field_name, self.role.name)


def operators() -> list[object]:
    """Mark a type as readable by every role; its fields are reached through guarded ones only, as a test proves."""
    return [RequiresRole(role=Role.OPERATOR)]


def public() -> list[object]:
    """Mark a type or field as readable by anybody."""
    return [Public()]
