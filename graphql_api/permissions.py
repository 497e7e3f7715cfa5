"""Roles, visible in the schema and enforced on every guarded field."""

from collections.abc import Awaitable, Callable
from enum import Enum
from inspect import isawaitable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from domain.identity.caller import Caller
from graphql_api.errors import ForbiddenError, UnauthenticatedError


@strawberry.enum(description="What a user may do. Each role contains the ones before it.")
class Role(Enum):
    """The three roles, lowest first."""

    OPERATOR = strawberry.enum_value("OPERATOR", description="Reads, and prepares purchase orders.")
    MANAGER = strawberry.enum_value(
        "MANAGER", description="Also sees costs and supplier terms, approves up to a limit, and changes settings."
    )
    ADMIN = strawberry.enum_value("ADMIN", description="Also approves any amount, and manages users and tokens.")


@strawberry.enum(description="What an API token may do, within its owner's role.")
class Scope(Enum):
    """The scopes of API tokens."""

    READ = strawberry.enum_value("READ", description="Run all queries that the owner's role may run.")
    WRITE = strawberry.enum_value(
        "WRITE",
        description="Also change what the owner's role may change, except approvals, imports, users and tokens.",
    )
    APPROVE = strawberry.enum_value(
        "APPROVE", description="Also approve and reject; for owners with the role MANAGER or above."
    )
    IMPORT = strawberry.enum_value(
        "IMPORT",
        description="Send data: upload files and start their import, and send rows; for owners with the role MANAGER or"
        " above.",
    )


@strawberry.schema_directive(
    name="requiresRole",
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    description="Only users of this role or above read the field, or the fields of the type.",
)
class RequiresRole:
    """The mark of a guarded field or type."""

    role: Role = strawberry.field(description="The minimum role.")


@strawberry.schema_directive(
    name="public",
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    description="Readable without signing in.",
)
class Public:
    """The mark of a field or type that anybody may read."""


@strawberry.enum(description="What a user may do beyond the role, as an administrator allows.")
class Permission(Enum):
    """Permissions of their own."""

    SEE_COSTS = strawberry.enum_value(
        "SEE_COSTS",
        description="Read purchase costs, amounts of orders and what is computed from them. MANAGER and ADMIN have it.",
    )


@strawberry.schema_directive(
    name="requiresPermission",
    locations=[Location.FIELD_DEFINITION],
    description="Only users with this permission read the field.",
)
class RequiresPermission:
    """The mark of a field behind a permission."""

    permission: Permission = strawberry.field(description="The permission that is needed.")


ROOT_SCOPES = {"Query": Scope.READ, "Mutation": Scope.WRITE, "Subscription": Scope.READ}


class Guard(FieldExtension):
    """Refuses a field to those below a role, and says so in the schema.

    A program with an API token also needs a scope: READ for queries, WRITE for mutations, or the one named here.
    What is for people only is refused to every API token.
    """

    def __init__(
        self,
        role: Role,
        scope: Scope | None = None,
        *,
        permission: Permission | None = None,
        is_for_people_only: bool = False,
    ) -> None:
        self.role = role
        self.scope = scope
        self.permission = permission
        self.is_for_people_only = is_for_people_only

    def apply(self, field: StrawberryField) -> None:
        """Mark the field in the schema."""
        field.directives = [*field.directives, RequiresRole(role=self.role)]
        if self.permission is not None:
            field.directives = [*field.directives, RequiresPermission(permission=self.permission)]

    def admits(self, caller: Caller) -> bool:
        """Whether the caller may read the field, whatever an API token's scopes are."""
        return caller.may(self.role.name) and (self.permission is None or caller.sees_costs)

    def resolve(self, next_: Callable[..., Any], source: object, info: strawberry.Info, **kwargs: object) -> object:
        """Check, then resolve."""
        self._check(info)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: object, info: strawberry.Info, **kwargs: object
    ) -> object:
        """Check, then resolve; a subscription's events come from an iterator that is not awaited itself."""
        self._check(info)
        found = next_(source, info, **kwargs)
        return await found if isawaitable(found) else found

    def _check(self, info: strawberry.Info) -> None:
        context = info.context
        caller = context.caller
        if caller is None:
            raise UnauthenticatedError
        if not caller.may(self.role.name):
            context.denied.append(info.field_name)
            raise ForbiddenError(f"{info.field_name} needs the role {self.role.name} or above.")
        if self.permission is Permission.SEE_COSTS and not caller.sees_costs:
            context.denied.append(info.field_name)
            raise ForbiddenError(f"{info.field_name} needs the permission {self.permission.name}.")
        if caller.scopes is not None:
            self._check_scope(info, caller.scopes)

    def _check_scope(self, info: strawberry.Info, scopes: frozenset[str]) -> None:
        context, root = info.context, ROOT_SCOPES.get(info._raw_info.parent_type.name)  # noqa: SLF001  # no public way
        needed = self.scope or root
        if self.is_for_people_only:
            context.denied.append(info.field_name)
            raise ForbiddenError(f"{info.field_name} is not for API tokens; sign in.")
        if needed is not None and needed.name not in scopes:
            context.denied.append(info.field_name)
            raise ForbiddenError(f"{info.field_name} needs an API token with the scope {needed.name}.")


def costs(scope: Scope | None = None) -> Guard:
    """The guard of everything that discloses a purchase cost or an amount of an order."""
    return Guard(Role.OPERATOR, scope, permission=Permission.SEE_COSTS)


def operators() -> list[object]:
    """Mark a type as readable by every role; its fields are reached through guarded ones only, as a test proves."""
    return [RequiresRole(role=Role.OPERATOR)]


def public() -> list[object]:
    """Mark a type or field as readable by anybody."""
    return [Public()]
