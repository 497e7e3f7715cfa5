"""Refusals of the domain as members of the result unions."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.identity.errors import (
    EmailRefusedError,
    LimitRefusedError,
    NameRefusedError,
    PasswordRefusedError,
    TokenLifeRefusedError,
    TokenRefusedError,
    UnknownRoleError,
    UserVersionError,
)
from graphql_api.context import Context
from graphql_api.identity.types import UserVersionConflict
from graphql_api.outcomes import ValidationFailed, invalid
from kit.errors import InputError

FIELDS: Mapping[type[InputError], str] = MappingProxyType(
    {
        EmailRefusedError: "email",
        LimitRefusedError: "approvalLimit",
        NameRefusedError: "displayName",
        PasswordRefusedError: "password",
        UnknownRoleError: "roles",
    }
)
TOKEN_FIELDS: Mapping[type[InputError], str] = MappingProxyType(
    {NameRefusedError: "name", TokenRefusedError: "scopes", TokenLifeRefusedError: "days"}
)
REFUSED_VALUES = tuple(FIELDS)
TOKEN_REFUSALS = tuple(TOKEN_FIELDS)


async def refused_value(
    context: Context, action: str, error: InputError, fields: Mapping[type[InputError], str] = FIELDS
) -> ValidationFailed:
    """Audit a refused value and name its field."""
    field = fields[type(error)]
    await context.note_refusal(action, f"{field} can't be used")
    return invalid(field, str(error))


async def conflict(context: Context, action: str, error: UserVersionError) -> UserVersionConflict:
    """Audit a change that was decided on another version."""
    await context.note_refusal(action, "the user is at another version")
    return UserVersionConflict(code="VERSION_CONFLICT", message=str(error), version=error.version)
